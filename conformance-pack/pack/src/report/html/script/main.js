// Connects the parts.

const report = decode(byId('data').textContent);
const detail = new Detail(report);
const grid = new Grid(report, (account, column) => detail.open(account, column));
let filter = filterFromHash(report, location.hash);
let view;
let viewOf = null;
let selection;

function apply() {
  selection = select(view, filter);
  grid.show(selection, filter.verdicts);
  drawOverview();
  const total = report.accounts.length;
  byId('count').textContent =
    selection.accounts.length === total
      ? plural(total, 'account')
      : `${selection.accounts.length.toLocaleString('en')} of ${plural(total, 'account')}`;
  byId('clear').disabled = !hashOf(filter);
  byId('filter-print').textContent = hashOf(filter) ? `Filtered: ${described(view, filter)}.` : '';
}

let overviewOf = null;

// Only if something in it changed: a verdict doesn't matter here.
function drawOverview() {
  const of = JSON.stringify([filter.account, filter.unit, filter.framework, filter.recommendations]);
  if (of === overviewOf) return;
  overviewOf = of;
  const counts = countStandings(view, selection.within);
  drawTiles(selection.within, counts);
  drawTotals(view, counts, filter.recommendations, toggleRecommendation);
}

function change(changes) {
  filter = { ...filter, ...changes };
  history.replaceState(null, '', hashOf(filter) || location.pathname + location.search);
  showFilter();
  apply();
}

function toggleRecommendation(id) {
  const chosen = filter.recommendations.includes(id)
    ? filter.recommendations.filter((known) => known !== id)
    : view.recommendations
        .map((known) => known.id)
        .filter((known) => known === id || filter.recommendations.includes(known));
  change({ recommendations: chosen });
  // The change redraws it.
  document.querySelector(`#totals [data-recommendation="${id}"]`)?.focus({ preventScroll: true });
}

const checked = (container) => [...container.querySelectorAll('input:checked')].map((input) => input.value);

function buildFilters() {
  const unit = byId('filter-unit');
  unit.append(
    element('option', { value: '' }, 'All'),
    ...unitPaths(report).map((path) => {
      const depth = path.split('/').length - 1;
      return element('option', { value: path }, `${'\u00a0\u00a0'.repeat(depth)}${path.split('/').at(-1)}`);
    }),
  );
  unit.disabled = unit.options.length === 1;
  unit.addEventListener('change', () => change({ unit: unit.value }));

  const framework = byId('filter-framework');
  framework.append(
    element('option', { value: '' }, 'AWS’s recommendations'),
    ...report.frameworks.map(({ id, title }) => element('option', { value: id }, title)),
  );
  // What was chosen of another framework isn't in this one.
  framework.addEventListener('change', () => change({ framework: framework.value, recommendations: [] }));

  const account = byId('filter-account');
  account.addEventListener('input', () => change({ account: account.value.trim() }));

  const verdicts = byId('filter-verdict');
  verdicts.append(
    ...seenVerdicts(report).map((verdict) =>
      element(
        'label',
        { class: 'chip' },
        element('input', { type: 'checkbox', value: verdict }),
        mark(verdict),
        VERDICTS[verdict].short,
      ),
    ),
  );
  verdicts.addEventListener('change', () => change({ verdicts: checked(verdicts) }));

  const menu = byId('filter-recommendation');
  const items = menu.querySelector('.menu-items');
  items.addEventListener('change', () => change({ recommendations: checked(items) }));
  document.addEventListener('click', (event) => menu.contains(event.target) || (menu.open = false));
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });

  byId('filters').addEventListener('submit', (event) => event.preventDefault());
  byId('clear').addEventListener('click', () => {
    change(NO_FILTER);
    account.focus();
  });
}

// The report by what the filter asks for, and everything that names it.
function useView() {
  if (filter.framework === viewOf) return;
  viewOf = filter.framework;
  view = byFramework(report, viewOf);
  detail.report = view;
  grid.use(view);
  byId('recommendation-label').textContent = capitalized(view.noun);
  byId('totals-title').textContent = `Accounts by ${view.noun}`;
  byId('matrix-title').textContent = `Accounts and ${view.noun}s`;
  byId('filter-recommendation').querySelector('.menu-items').replaceChildren(
    ...view.recommendations.map(({ id, title }) =>
      element(
        'label',
        {},
        element('input', { type: 'checkbox', value: id }),
        element('b', {}, id),
        ` ${title}`,
      ),
    ),
  );
}

// Sets the controls to the filter, except the field that the user is typing into.
function showFilter() {
  useView();
  const account = byId('filter-account');
  if (account.value.trim() !== filter.account) account.value = filter.account;
  byId('filter-unit').value = filter.unit;
  byId('filter-framework').value = filter.framework;
  for (const input of byId('filter-verdict').querySelectorAll('input'))
    input.checked = filter.verdicts.includes(input.value);
  for (const input of byId('filter-recommendation').querySelectorAll('input'))
    input.checked = filter.recommendations.includes(input.value);
  const chosen = filter.recommendations;
  byId('filter-recommendation').querySelector('summary').textContent =
    chosen.length === 0 ? 'All' : chosen.length < 3 ? chosen.join(', ') : `${chosen.length} chosen`;
}

const THEMES = ['system', 'light', 'dark'];
byId('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? 'system') + 1) % THEMES.length];
  root.dataset.theme = next;
  byId('theme').textContent = `Theme: ${next}`;
});

// Not through the address, which contains the filter.
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  grid.focus(0, 0);
});
byId('print').addEventListener('click', () => print());
addEventListener('beforeprint', () => {
  grid.everything = true;
  grid.draw();
  drawPrinted(view, selection);
});
addEventListener('afterprint', () => {
  grid.everything = false;
  grid.draw();
  clearPrinted();
});
addEventListener('hashchange', () => {
  filter = filterFromHash(report, location.hash);
  showFilter();
  apply();
});

byId('about').textContent = [
  report.source,
  plural(report.accounts.length, 'account'),
  plural(report.rules.length, 'rule'),
  when(new Date(report.time)),
].join(' · ');
buildFilters();
showFilter();
drawLegend(report);
drawTrend(report);
apply();
