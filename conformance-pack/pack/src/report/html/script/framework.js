// The report by a framework: its requirements stand where AWS's recommendations do.

const RECOMMENDED = {
  noun: 'recommendation',
  groups: { management: 'Management account', member: 'Member accounts', added: 'Since added' },
};

// A requirement is judged by the worst verdict of the rules that are evidence for it.
function byFramework(report, id) {
  const framework = report.frameworks.find((known) => known.id === id);
  if (!framework) return { ...report, ...RECOMMENDED };
  const { title, requirements } = framework;
  const isFor = (rule) => (requirement) => requirement.rules.includes(rule);
  return {
    ...report,
    noun: 'requirement',
    groups: { [id]: title },
    recommendations: requirements.map((requirement) => ({
      id: requirement.id,
      title: requirement.title,
      group: id,
      about: 'What the rules don’t see of it',
      points: [requirement.beyond],
    })),
    rules: report.rules.map((rule, index) => ({
      ...rule,
      recommendations: requirements.filter(isFor(index)).map((requirement) => requirement.id),
    })),
    standings: requirements.map(({ rules }) => worstOf(report, rules)),
  };
}

// A letter for each account.
function worstOf(report, rules) {
  const outcomes = rules.map((rule) => report.findings[rule].outcomes);
  const letters = report.accounts.map(({ index }) => {
    const verdicts = outcomes.map((places) => report.outcomes[places[index] - 1]?.[0]);
    return WORST.find((verdict) => verdicts.includes(verdict)) ?? NOT_CONCERNED;
  });
  return letters.join('');
}
