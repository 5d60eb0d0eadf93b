// On paper nothing opens or scrolls: print all rows, every finding that needs action, and each
// remedy once.

function drawPrinted(report, { accounts, columns }) {
  const shown = new Set(columns.map((column) => report.recommendations[column].id));
  const rules = report.rules
    .map((rule, index) => ({ ...rule, index }))
    .filter((rule) => rule.recommendations.some((id) => shown.has(id)));
  const open = new Set();
  const found = accounts.flatMap((account) => {
    const rows = rules.flatMap((rule) => {
      const result = finding(report, rule.index, account.index);
      if (!result || !'fesu'.includes(result.verdict)) return [];
      open.add(rule.name);
      return [
        element(
          'tr',
          {},
          element('td', { class: 'verdict' }, badge(result.verdict)),
          element(
            'td',
            {},
            element('b', {}, rule.title),
            element('br'),
            element('code', {}, rule.name),
            ` ${rule.recommendations.join(', ')}; severity ${rule.severity}`,
          ),
          element(
            'td',
            {},
            result.reason,
            element('br'),
            element(
              'span',
              { class: 'muted' },
              `When: ${when(result.time)}. Read: ${(result.calls.length ? result.calls : rule.reads).join(', ') || 'nothing'}.`,
            ),
          ),
        ),
      ];
    });
    if (!rows.length) return [];
    const place = [account.id, account.unit, KINDS[account.kind]].filter(Boolean).join(' · ');
    return [
      element(
        'table',
        { class: 'printed-findings' },
        element('caption', {}, element('b', {}, account.name), ` ${place}`),
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ...['Verdict', 'Rule', 'Reason'].map((name) => element('th', { scope: 'col' }, name)),
          ),
        ),
        element('tbody', {}, ...rows),
      ),
    ];
  });
  const remedies = rules
    .filter((rule) => open.has(rule.name))
    .map((rule) =>
      element(
        'article',
        { class: 'printed-remedy' },
        element('h3', {}, rule.title, ' ', element('code', {}, rule.name)),
        page('remedy', rule.name),
      ),
    );
  const recommendations = columns.map((column) => report.recommendations[column]);
  byId('printed').replaceChildren(
    element('h2', {}, `The ${report.noun}s`),
    element(
      'ul',
      { class: 'printed-names' },
      ...recommendations.map(({ id, title }) => element('li', {}, element('b', {}, id), ` ${title}`)),
    ),
    element('h2', {}, 'What is not compliant or has no verdict'),
    ...(found.length ? found : [element('p', {}, 'Nothing.')]),
    ...(remedies.length ? [element('h2', { class: 'break' }, 'How to remedy'), ...remedies] : []),
  );
}

function clearPrinted() {
  byId('printed').replaceChildren();
}
