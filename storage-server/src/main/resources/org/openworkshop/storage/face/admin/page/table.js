// SPDX-License-Identifier: MPL-2.0
// A table whose rows stay the same elements while their job is listed, so that focus and selection survive every change.

/** An element with a class and a text; what is foreign is never read as HTML. */
export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Sets a text only where it differs, so that nothing is selected away or announced again. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export class KeyedTable {
  /**
   * @param id of the table, which has the headings; with "-none" the id of what is shown instead of an empty one
   * @param keyOf the name that tells one entry from another
   * @param fill called with a row's cells and an entry, again and again
   */
  constructor(id, keyOf, fill) {
    this.table = document.getElementById(id);
    this.none = document.getElementById(`${id}-none`);
    this.body = this.table.tBodies[0];
    this.labels = [...this.table.tHead.rows[0].cells].map((cell) => cell.textContent);
    this.keyOf = keyOf;
    this.fill = fill;
    this.rows = new Map();
  }

  show(entries) {
    const present = new Map();
    let next = this.body.firstElementChild;
    for (const entry of entries) {
      const key = this.keyOf(entry);
      const row = this.rows.get(key) ?? this.row();
      present.set(key, row);
      this.fill([...row.cells], entry);
      for (const cell of row.cells) cell.classList.toggle('empty', cell.textContent === '' && !cell.firstElementChild);
      if (row === next) next = row.nextElementSibling;
      else this.body.insertBefore(row, next);
    }
    for (const [key, row] of this.rows) if (!present.has(key)) row.remove();
    this.rows = present;
    this.table.hidden = entries.length === 0;
    this.none.hidden = entries.length !== 0;
  }

  row() {
    const row = element('tr');
    row.setAttribute('role', 'row');
    for (const label of this.labels) {
      const cell = row.insertCell();
      cell.setAttribute('role', 'cell');
      cell.dataset.label = label;
    }
    return row;
  }
}
