// The matrix: a grid with only the visible rows in the document.

const MARGIN = 4; // rows beyond either edge
const CELLS_IN_LINE = 7; // on a narrow screen

class Grid {
  constructor(report, open) {
    this.report = report;
    this.open = open;
    this.frame = byId('matrix');
    this.table = byId('grid');
    this.head = this.table.tHead;
    this.body = this.table.tBodies[0];
    this.accounts = [];
    this.columns = [];
    this.verdicts = [];
    this.active = { row: 0, column: 0 };
    this.everything = false;
    this.scrolled = false;
    this.drawn = [0, 0];
    // An account of each kind, because the kind decides which cells a row has.
    this.kinds = [...new Map(report.accounts.map((account) => [account.kind, account])).values()];
    this.frame.addEventListener('scroll', () => this.scroll(), { passive: true });
    addEventListener('scroll', () => this.later(), { passive: true });
    addEventListener('resize', () => this.later());
    this.body.addEventListener('keydown', (event) => this.key(event));
    this.body.addEventListener('click', (event) => this.click(event));
  }

  // Other columns stand for something else.
  use(report) {
    this.report = report;
    this.columns = [];
  }

  show({ accounts, columns }, verdicts) {
    const otherColumns = columns.join() !== this.columns.join();
    this.accounts = accounts;
    this.columns = columns;
    this.verdicts = verdicts;
    this.active = { row: 0, column: 0 };
    if (this.scrolled) this.frame.scrollTop = 0;
    this.scrolled = false;
    this.lines = Math.ceil(
      Math.max(...this.kinds.map((account) => this.concerned(account)), 1) / CELLS_IN_LINE,
    );
    this.table.style.setProperty('--lines', this.lines);
    this.table.setAttribute('aria-rowcount', accounts.length + 2);
    this.table.setAttribute('aria-colcount', columns.length + 1);
    byId('nothing').hidden = accounts.length > 0;
    if (otherColumns) this.drawHead();
    this.draw(this.scrolls() ? this.top() : this.range());
  }

  // The first rows, found without reading the layout, which would slow down a filter.
  top() {
    const height = parseFloat(getComputedStyle(this.frame).maxHeight) || innerHeight;
    const count = Math.ceil(height / this.rowHeight()) + MARGIN;
    return [0, Math.min(count, this.accounts.length)];
  }

  scroll() {
    this.scrolled = true;
    this.later();
  }

  later() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      const [first, end] = this.range();
      if (first !== this.drawn[0] || end !== this.drawn[1]) this.draw();
    });
  }

  drawHead() {
    const groups = [];
    for (const column of this.columns) {
      const group = this.report.recommendations[column].group;
      if (groups.at(-1)?.group === group) groups.at(-1).count++;
      else groups.push({ group, count: 1 });
    }
    const names = this.columns.map((column, index) => {
      const { id, title } = this.report.recommendations[column];
      return element(
        'th',
        { role: 'columnheader', scope: 'col', title, 'aria-colindex': index + 2, class: this.edge(index) },
        id,
        element('span', { class: 'hidden' }, ` ${title}`),
      );
    });
    this.table
      .querySelector('colgroup')
      .replaceChildren(element('col', { class: 'first' }), ...this.columns.map(() => element('col')));
    this.head.replaceChildren(
      element(
        'tr',
        { role: 'row', 'aria-rowindex': 1 },
        element('td', { role: 'gridcell', class: 'corner' }),
        ...groups.map(({ group, count }) =>
          element(
            'th',
            { role: 'columnheader', scope: 'colgroup', colspan: count, class: 'edge', title: this.report.groups[group] },
            element('span', { class: 'group' }, this.report.groups[group]),
          ),
        ),
      ),
      element(
        'tr',
        { role: 'row', 'aria-rowindex': 2 },
        element('th', { role: 'columnheader', scope: 'col', class: 'corner', 'aria-colindex': 1 }, 'Account'),
        ...names,
      ),
    );
  }

  // Where a group of columns begins.
  edge(index) {
    const group = (column) => this.report.recommendations[column]?.group;
    return group(this.columns[index]) !== group(this.columns[index - 1]) ? 'edge' : '';
  }

  // Which rows are visible.
  range() {
    if (this.everything) return [0, this.accounts.length];
    const height = this.rowHeight();
    const frame = this.frame.getBoundingClientRect();
    const top = this.body.getBoundingClientRect().top;
    // If the frame does not scroll, the window does.
    const from = this.scrolls() ? frame.top : Math.max(frame.top, 0);
    const to = this.scrolls() ? frame.bottom : Math.min(frame.bottom, innerHeight);
    const first = Math.floor((from - top) / height) - MARGIN;
    // An empty frame has no height.
    const count = Math.ceil((Math.max(to - from, 0) || innerHeight) / height) + 2 * MARGIN;
    const start = Math.max(0, Math.min(first, this.accounts.length - count));
    return [start, Math.min(this.accounts.length, start + count)];
  }

  // As in style.css.
  rowHeight() {
    const style = getComputedStyle(this.table);
    const pixels = (name) => parseFloat(style.getPropertyValue(name));
    return pixels('--base') + this.lines * pixels('--each');
  }

  scrolls() {
    return getComputedStyle(this.frame).overflowY === 'auto';
  }

  concerned(account) {
    return this.columns.filter((column) => this.report.standings[column][account.index] !== NOT_CONCERNED)
      .length;
  }

  draw([first, end] = this.range()) {
    this.drawn = [first, end];
    const hadFocus = this.body.contains(document.activeElement);
    if (this.active.row < first || this.active.row >= end)
      this.active.row = Math.min(first + MARGIN, Math.max(end - 1, 0));
    const rows = [];
    for (let row = first; row < end; row++) rows.push(this.row(row));
    const height = this.rowHeight();
    this.body.replaceChildren(spacer(first * height), ...rows, spacer((this.accounts.length - end) * height));
    if (hadFocus) this.cell()?.focus({ preventScroll: true });
  }

  row(row) {
    const account = this.accounts[row];
    const kind = account.kind === 'm' || account.kind === 's' ? KINDS[account.kind].split(' ')[0] : '';
    const place = [account.id, account.unit, kind].filter(Boolean).join(' · ');
    return element(
      'tr',
      { role: 'row', 'aria-rowindex': row + 3, 'data-row': row },
      element(
        'th',
        { role: 'rowheader', scope: 'row', 'aria-colindex': 1, title: `${account.name}\n${place}` },
        element('span', { class: 'name' }, account.name),
        element('span', { class: 'place' }, place),
      ),
      ...this.columns.map((column, index) => this.gridCell(row, column, index, account)),
    );
  }

  gridCell(row, column, index, account) {
    const verdict = this.report.standings[column][account.index];
    const { id } = this.report.recommendations[column];
    const concerned = verdict !== NOT_CONCERNED;
    const dimmed = this.verdicts.length && !this.verdicts.includes(verdict);
    const active = row === this.active.row && index === this.active.column;
    return element(
      'td',
      {
        role: 'gridcell',
        'aria-colindex': index + 2,
        // A label rather than a hidden text: thousands of boxes fewer to lay out.
        'aria-label': concerned ? VERDICTS[verdict].word : 'Not for this account',
        'data-column': index,
        'data-id': id,
        tabindex: active ? 0 : -1,
        class:
          [this.edge(index), concerned ? '' : 'unconcerned', dimmed ? 'dimmed' : '']
            .filter(Boolean)
            .join(' ') || null,
      },
      concerned ? mark(verdict) : null,
    );
  }

  cell() {
    return this.body.querySelector(`[data-row="${this.active.row}"] [data-column="${this.active.column}"]`);
  }

  focus(row, column) {
    this.cell()?.setAttribute('tabindex', -1);
    this.active = {
      row: Math.max(0, Math.min(row, this.accounts.length - 1)),
      column: Math.max(0, Math.min(column, this.columns.length - 1)),
    };
    this.reveal();
    this.cell()?.setAttribute('tabindex', 0);
    this.cell()?.focus({ preventScroll: true });
    this.cell()?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  // Scrolls to the active row, which may not be in the document.
  reveal() {
    if (this.cell()) return;
    const height = this.rowHeight();
    const top = this.active.row * height;
    if (this.scrolls()) this.frame.scrollTop = top - this.frame.clientHeight / 2;
    else scrollTo(0, scrollY + this.body.getBoundingClientRect().top + top - innerHeight / 2);
    const { row } = this.active;
    this.draw();
    if (this.active.row !== row) this.active.row = row;
  }

  key(event) {
    const { row, column } = this.active;
    const page = Math.max(1, Math.floor(this.frame.clientHeight / this.rowHeight()) - 2);
    const moves = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      PageUp: [row - page, column],
      PageDown: [row + page, column],
      Home: [event.ctrlKey ? 0 : row, 0],
      End: [event.ctrlKey ? this.accounts.length - 1 : row, this.columns.length - 1],
    };
    if (event.key === 'Enter' || event.key === ' ') this.openActive();
    else if (moves[event.key]) this.focus(...moves[event.key]);
    else return;
    event.preventDefault();
  }

  click(event) {
    const cell = event.target.closest('[data-column]');
    if (!cell) return;
    this.focus(Number(cell.parentNode.dataset.row), Number(cell.dataset.column));
    this.openActive();
  }

  openActive() {
    const account = this.accounts[this.active.row];
    const column = this.columns[this.active.column];
    if (this.report.standings[column][account.index] !== NOT_CONCERNED) this.open(account, column);
  }
}

function spacer(height) {
  const cell = element('td', { role: 'presentation' });
  cell.style.height = `${height}px`;
  return element('tr', { role: 'presentation', class: 'spacer', hidden: height <= 0 }, cell);
}
