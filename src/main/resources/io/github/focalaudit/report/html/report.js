'use strict';
(() => {
  const announcer = document.getElementById('announcer');

  const numeric = (key) => (key === '' ? -Infinity : Number(key));
  const compare = (a, b, isNumber) =>
    isNumber ? numeric(a) - numeric(b) || 0 : a.localeCompare(b, 'en', { numeric: true });

  const sort = (head) => {
    const table = head.closest('table');
    const isNumber = head.dataset.sort === 'number';
    const before = head.getAttribute('aria-sort');
    const first = isNumber ? 'descending' : 'ascending';
    const second = isNumber ? 'ascending' : 'descending';
    const order = before === first ? second : first;
    const sign = order === 'ascending' ? 1 : -1;
    for (const other of table.querySelectorAll('th')) {
      other.removeAttribute('aria-sort');
    }
    head.setAttribute('aria-sort', order);
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row) => ({ row, key: row.cells[head.cellIndex].dataset.key }));
    rows.sort((a, b) => sign * compare(a.key, b.key, isNumber));
    body.append(...rows.map((entry) => entry.row));
    announcer.textContent = `Sorted by ${head.textContent}, ${order}`;
  };

  for (const button of document.querySelectorAll('table.sortable th button')) {
    button.addEventListener('click', () => sort(button.closest('th')));
  }

  const viewer = document.getElementById('viewer');
  const image = document.getElementById('viewer-image');
  const open = (button) => {
    const preview = button.querySelector('img');
    document.getElementById('viewer-title').textContent = button.dataset.title;
    document.getElementById('viewer-caption').textContent = button.dataset.caption;
    image.src = preview.src;
    image.alt = preview.alt;
    viewer.showModal();
  };
  for (const button of document.querySelectorAll('button.open-picture')) {
    button.addEventListener('click', () => open(button));
  }
  viewer.addEventListener('click', (event) => {
    if (event.target === viewer) {
      viewer.close();
    }
  });
})();
