// The page's data, decoded once into arrays that can be filtered quickly.

// The worst first, as in a standing. `words` is what a cell says, `glyph` what it shows.
const VERDICTS = {
  e: { word: 'Could not be evaluated', short: 'Not evaluated', glyph: '!' },
  f: { word: 'Not compliant', short: 'Not compliant', glyph: '✕' },
  s: { word: 'Stale', short: 'Stale', glyph: '~' },
  u: { word: 'No verdict', short: 'No verdict', glyph: '?' },
  p: { word: 'Compliant', short: 'Compliant', glyph: '✓' },
  n: { word: 'Not applicable', short: 'Not applicable', glyph: '–' },
};
const WORST = Object.keys(VERDICTS);
const NOT_CONCERNED = '.';
const KINDS = { m: 'management account', o: 'member account', s: 'standalone account', '?': '' };

// `7*3 2` stands for 7 7 7 2.
function runs(text) {
  const numbers = [];
  for (const run of text.split(' ').filter(Boolean)) {
    const [value, count = '1'] = run.split('*');
    for (let i = 0; i < Number(count); i++) numbers.push(Number(value));
  }
  return numbers;
}

// Each number is stored as its difference from the previous one.
function sums(differences) {
  let sum = 0;
  return differences.map((difference) => (sum += difference));
}

function decode(text) {
  const raw = JSON.parse(text);
  const units = runs(raw.accounts.units);
  const accounts = raw.accounts.ids.map((id, index) => ({
    index,
    id,
    name: raw.accounts.names[index] || id,
    kind: raw.accounts.kinds[index],
    unit: raw.units[units[index]] ?? null,
    text: `${raw.accounts.names[index]}\n${id}`.toLowerCase(),
  }));
  const findings = raw.findings.map((finding) => ({
    outcomes: runs(finding.outcomes),
    times: sums(runs(finding.times)),
  }));
  return { ...raw, accounts, findings };
}

// What a rule found in an account; null if it did not run there.
function finding(report, rule, account) {
  const outcome = report.outcomes[report.findings[rule].outcomes[account] - 1];
  if (!outcome) return null;
  const [verdict, reason, calls] = outcome;
  const seconds = report.findings[rule].times[account];
  return {
    verdict,
    reason: reason ?? '',
    calls: calls === undefined ? [] : report.calls[calls],
    time: seconds ? new Date(seconds * 1000) : null,
  };
}

function rulesFor(report, recommendation) {
  return report.rules
    .map((rule, index) => ({ ...rule, index }))
    .filter((rule) => rule.recommendations.includes(recommendation));
}

function when(time) {
  if (!time) return 'not known';
  const text = time.toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}
