// The numbers above the matrix: totals for the filtered accounts, and the trend.

const ORDER = ['f', 'e', 's', 'u', 'p', 'n'];

// The number of these accounts by standing, for each column; and how many are not compliant in any.
function countStandings(report, accounts) {
  const places = new Map(ORDER.map((verdict, place) => [verdict.charCodeAt(0), place]));
  const failing = new Uint8Array(report.accounts.length);
  const columns = report.standings.map((standings) => {
    const counts = new Uint32Array(ORDER.length);
    for (const { index } of accounts) {
      const place = places.get(standings.charCodeAt(index));
      if (place === undefined) continue;
      counts[place]++;
      if (place === 0) failing[index] = 1;
    }
    return Object.fromEntries(ORDER.map((verdict, place) => [verdict, counts[place]]));
  });
  return { columns, failing: failing.reduce((sum, one) => sum + one, 0) };
}

const sumOf = (counts) => ORDER.reduce((sum, verdict) => sum + counts[verdict], 0);

function inWords(counts) {
  return (
    ORDER.filter((verdict) => counts[verdict])
      .map((verdict) => `${counts[verdict].toLocaleString('en')} ${VERDICTS[verdict].word.toLowerCase()}`)
      .join(', ') || 'no account'
  );
}

// A stacked bar, in the order of ORDER, with its words next to it.
function bar(counts) {
  const total = sumOf(counts);
  let x = 0;
  const parts = ORDER.filter((verdict) => counts[verdict]).map((verdict) => {
    const width = (100 * counts[verdict]) / total;
    const part = svg('rect', {
      class: `fill ${verdict}`,
      x: `${x}%`,
      width: `${Math.max(width - 0.6, 0.4)}%`,
      height: '100%',
    });
    x += width;
    return part;
  });
  return svg('svg', { class: 'bar', 'aria-hidden': 'true', focusable: 'false' }, ...parts);
}

function drawTotals(report, counts, chosen, choose) {
  const groups = Object.keys(report.groups).map((group) => {
    const rows = report.recommendations
      .map((recommendation, column) => ({ ...recommendation, column }))
      .filter((recommendation) => recommendation.group === group)
      .map((recommendation) =>
        totalRow(recommendation, counts.columns[recommendation.column], chosen, choose),
      );
    if (!rows.length) return null;
    return element(
      'table',
      { class: 'total' },
      element('caption', {}, report.groups[group]),
      element(
        'thead',
        { class: 'hidden' },
        element(
          'tr',
          {},
          ...[capitalized(report.noun), 'Accounts', 'Not compliant'].map((name) =>
            element('th', { scope: 'col' }, name),
          ),
        ),
      ),
      element('tbody', {}, ...rows),
    );
  });
  byId('totals').replaceChildren(...groups.filter(Boolean));
}

function totalRow({ id, title }, counts, chosen, choose) {
  const total = sumOf(counts);
  const pressed = chosen.includes(id);
  const button = element(
    'button',
    { type: 'button', class: 'link', 'aria-pressed': String(pressed), 'data-recommendation': id },
    element('b', {}, id),
    ` ${title}`,
  );
  button.addEventListener('click', () => choose(id));
  return element(
    'tr',
    { class: pressed ? 'chosen' : null },
    element('th', { scope: 'row' }, button),
    element(
      'td',
      { class: 'plot', title: inWords(counts) },
      bar(counts),
      element('span', { class: 'hidden' }, inWords(counts)),
    ),
    element(
      'td',
      { class: counts.f ? 'number bad' : 'number' },
      total ? `${counts.f.toLocaleString('en')} of ${total.toLocaleString('en')}` : '–',
    ),
  );
}

function drawTiles(accounts, { columns, failing }) {
  const counts = Object.fromEntries(
    ORDER.map((verdict) => [verdict, columns.reduce((sum, column) => sum + column[verdict], 0)]),
  );
  const judged = counts.f + counts.p + counts.e + counts.s + counts.u;
  const tile = (name, value, note, verdict) =>
    element(
      'div',
      { class: 'tile' },
      element('dt', {}, verdict ? mark(verdict) : null, name),
      element('dd', {}, element('b', {}, value), element('span', {}, note)),
    );
  const share = (count) => (judged ? `${Math.round((100 * count) / judged)} %` : '–');
  byId('tiles').replaceChildren(
    tile(
      'Accounts not compliant in something',
      failing.toLocaleString('en'),
      `of ${accounts.length.toLocaleString('en')}`,
    ),
    ...ORDER.filter((verdict) => counts[verdict] || verdict === 'f' || verdict === 'p').map((verdict) =>
      tile(
        VERDICTS[verdict].word,
        counts[verdict].toLocaleString('en'),
        verdict === 'f' || verdict === 'p' ? `${share(counts[verdict])} of what applies` : '',
        verdict,
      ),
    ),
  );
}

// Runs side by side, each a column of its verdicts; the same in words under it.
function drawTrend(report) {
  if (report.runs.length < 2) return;
  // Results that don't apply are not plotted.
  const order = ORDER.filter((verdict) => verdict !== 'n');
  const told = ORDER.filter((verdict) => report.runs.some((run) => run[verdict]));
  const largest = Math.max(
    ...report.runs.map((run) => order.reduce((sum, verdict) => sum + run[verdict], 0)),
    1,
  );
  const width = 100 / report.runs.length;
  const columns = report.runs.map((run, index) => {
    let y = 100;
    const parts = order
      .filter((verdict) => run[verdict])
      .map((verdict) => {
        const height = (100 * run[verdict]) / largest;
        y -= height;
        return svg('rect', {
          class: `fill ${verdict}`,
          x: `${index * width + width * 0.14}%`,
          width: `${width * 0.72}%`,
          y: `${y}%`,
          height: `${Math.max(height - 0.8, 0.5)}%`,
        });
      });
    return svg('g', {}, ...parts);
  });
  const rows = report.runs.map((run) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, when(new Date(run.time))),
      ...told.map((verdict) => element('td', {}, run[verdict].toLocaleString('en'))),
    ),
  );
  const table = element(
    'table',
    { class: 'numbers' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, 'Run'),
        ...told.map((verdict) => element('th', { scope: 'col' }, VERDICTS[verdict].short)),
      ),
    ),
    element('tbody', {}, ...rows),
  );
  const { since, worse, better } = report.changes;
  byId('trend').replaceChildren(
    element(
      'figcaption',
      {},
      element('b', {}, 'Verdicts of the last runs'),
      element(
        'span',
        {},
        `Since ${when(new Date(since))}: ${worse.toLocaleString('en')} no longer compliant, ${better.toLocaleString('en')} compliant again`,
      ),
    ),
    svg('svg', { class: 'columns', 'aria-hidden': 'true', focusable: 'false' }, ...columns),
    element(
      'div',
      { class: 'ends', 'aria-hidden': 'true' },
      element('span', {}, when(new Date(report.runs[0].time)).slice(0, 10)),
      element('span', {}, when(new Date(report.runs.at(-1).time)).slice(0, 10)),
    ),
    element('details', {}, element('summary', {}, 'In numbers'), table),
  );
  byId('trend').hidden = false;
}

const seenVerdicts = (report) =>
  ORDER.filter((verdict) => report.standings.some((standings) => standings.includes(verdict)));

function drawLegend(report) {
  byId('legend').replaceChildren(
    ...seenVerdicts(report).map((verdict) => element('li', {}, badge(verdict))),
    element(
      'li',
      {},
      element('span', { class: 'mark unconcerned', 'aria-hidden': 'true' }, '·'),
      'Not for this kind of account',
    ),
  );
}
