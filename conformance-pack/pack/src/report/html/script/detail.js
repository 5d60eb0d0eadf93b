// The details of a cell: each rule's reason, time, what was read, and the remedy.

class Detail {
  constructor(report) {
    this.report = report;
    this.dialog = byId('detail');
    byId('detail-close').addEventListener('click', () => this.dialog.close());
    // A click outside the dialog hits its backdrop, which is the dialog itself.
    this.dialog.addEventListener('click', (event) => event.target === this.dialog && this.dialog.close());
  }

  open(account, column) {
    const recommendation = this.report.recommendations[column];
    byId('detail-account').textContent = [account.name, account.id, account.unit, KINDS[account.kind]]
      .filter(Boolean)
      .join(' · ');
    byId('detail-title').replaceChildren(
      element('span', { class: 'code' }, recommendation.id),
      ` ${recommendation.title}`,
    );
    const rules = rulesFor(this.report, recommendation.id)
      .map((rule) => ({ rule, found: finding(this.report, rule.index, account.index) }))
      .filter(({ found }) => found)
      .sort((a, b) => WORST.indexOf(a.found.verdict) - WORST.indexOf(b.found.verdict));
    byId('detail-body').replaceChildren(
      element(
        'details',
        { class: 'points' },
        element('summary', {}, recommendation.about ?? 'What AWS recommends'),
        element('ul', {}, ...recommendation.points.map((point) => element('li', {}, point))),
        recommendation.source
          ? element('p', {}, link(recommendation.source, 'AWS documentation'))
          : null,
      ),
      ...rules.map(({ rule, found }) => this.finding(rule, found)),
    );
    this.dialog.showModal();
    byId('detail-title').focus();
    byId('detail-body').scrollTop = 0;
  }

  finding(rule, found) {
    const toDo = 'fesu'.includes(found.verdict);
    return element(
      'article',
      { class: `finding ${found.verdict}` },
      element(
        'div',
        { class: 'finding-head' },
        badge(found.verdict),
        element('span', { class: 'muted' }, `Severity: ${rule.severity}`),
      ),
      element('h3', {}, rule.title),
      element('p', { class: 'reason' }, found.reason || 'The rule gave no reason.'),
      facts(rule, found),
      element(
        'details',
        { open: toDo, class: 'remedy' },
        element('summary', {}, 'How to remedy'),
        page('remedy', rule.name),
      ),
      element(
        'details',
        { class: 'remedy' },
        element('summary', {}, 'Documentation'),
        page('links', rule.name),
        element(
          'p',
          { class: 'muted' },
          'In the project: ',
          element('code', {}, `docs/rules/${rule.name}.md`),
        ),
      ),
    );
  }
}

function facts(rule, found) {
  const code = (actions) =>
    actions.flatMap((action, index) => [index ? ', ' : '', element('code', {}, action)]);
  const terms = [
    ['Rule', [element('code', {}, rule.name)]],
    ['When', [when(found.time)]],
  ];
  if (found.calls.length) terms.push(['Read', code(found.calls)]);
  const more = rule.reads.filter((action) => !found.calls.includes(action));
  if (more.length) terms.push([found.calls.length ? 'May read, too' : 'Reads', code(more)]);
  return element(
    'dl',
    { class: 'facts' },
    ...terms.flatMap(([term, children]) => [element('dt', {}, term), element('dd', {}, ...children)]),
  );
}

// A part of a rule's page, which is already in the document as markup.
function page(part, rule) {
  return element('div', { class: 'prose' }, byId(`${part}-${rule}`)?.content.cloneNode(true));
}

function link(address, text) {
  return element('a', { href: address, rel: 'noopener noreferrer', target: '_blank' }, text);
}
