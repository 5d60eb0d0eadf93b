// Which accounts and recommendations are shown. The page's address contains the filter, so that a
// view can be shared.

const NO_FILTER = { account: '', unit: '', framework: '', verdicts: [], recommendations: [] };

function filterFromHash(report, hash) {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const list = (name) => (fields.get(name) ?? '').split(',').filter(Boolean);
  const unit = fields.get('ou') ?? '';
  const framework = fields.get('framework') ?? '';
  const { recommendations } = byFramework(report, framework);
  return {
    account: fields.get('account') ?? '',
    unit: unitPaths(report).includes(unit) ? unit : '',
    framework: report.frameworks.some((known) => known.id === framework) ? framework : '',
    verdicts: list('verdict')
      .filter((name) => Object.hasOwn(VERDICT_NAMES, name))
      .map((name) => VERDICT_NAMES[name]),
    recommendations: list('recommendation').filter((id) => recommendations.some((known) => known.id === id)),
  };
}

// As in the address.
const VERDICT_NAMES = { error: 'e', fail: 'f', stale: 's', none: 'u', pass: 'p', 'not-applicable': 'n' };

function hashOf(filter) {
  const fields = new URLSearchParams();
  const name = (verdict) => Object.keys(VERDICT_NAMES).find((known) => VERDICT_NAMES[known] === verdict);
  if (filter.account) fields.set('account', filter.account);
  if (filter.unit) fields.set('ou', filter.unit);
  if (filter.framework) fields.set('framework', filter.framework);
  if (filter.verdicts.length) fields.set('verdict', filter.verdicts.map(name).join(','));
  if (filter.recommendations.length) fields.set('recommendation', filter.recommendations.join(','));
  const text = fields.toString();
  return text ? `#${text}` : '';
}

// Every unit and the units above it, by path.
function unitPaths(report) {
  const paths = new Set();
  for (const unit of report.units) {
    const parts = unit.split('/');
    for (let i = 1; i <= parts.length; i++) paths.add(parts.slice(0, i).join('/'));
  }
  paths.delete('');
  return [...paths].sort();
}

// The columns are recommendations by index. `within` has the accounts that match the account filter
// and the unit; `accounts` has those of them with one of the verdicts in a visible column.
function select(report, filter) {
  const columns = report.recommendations
    .map((_, index) => index)
    .filter(
      (index) =>
        !filter.recommendations.length || filter.recommendations.includes(report.recommendations[index].id),
    );
  const within = filter.account || filter.unit ? accountsWithin(report, filter) : report.accounts;
  if (!filter.verdicts.length) return { columns, within, accounts: within };
  const wanted = new Set(filter.verdicts.map((verdict) => verdict.charCodeAt(0)));
  const standings = columns.map((column) => report.standings[column]);
  const accounts = within.filter(({ index }) =>
    standings.some((standing) => wanted.has(standing.charCodeAt(index))),
  );
  return { columns, within, accounts };
}

function accountsWithin(report, filter) {
  const words = filter.account.toLowerCase().split(/\s+/).filter(Boolean);
  const units = new Set(
    report.units.filter((unit) => unit === filter.unit || unit.startsWith(`${filter.unit}/`)),
  );
  return report.accounts.filter(
    (account) =>
      (!filter.unit || units.has(account.unit)) && words.every((word) => account.text.includes(word)),
  );
}

function described(report, filter) {
  const parts = [];
  if (filter.account) parts.push(`account contains “${filter.account}”`);
  if (filter.unit) parts.push(`organizational unit ${filter.unit}`);
  if (filter.framework) parts.push(report.groups[filter.framework]);
  if (filter.verdicts.length)
    parts.push(
      `verdict ${filter.verdicts.map((verdict) => VERDICTS[verdict].word.toLowerCase()).join(' or ')}`,
    );
  if (filter.recommendations.length) parts.push(`${report.noun} ${filter.recommendations.join(', ')}`);
  return parts.join('; ');
}
