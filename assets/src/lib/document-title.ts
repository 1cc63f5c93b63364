/** What the tab says: the page's title, behind how much is unread. */
let page = typeof document === 'undefined' ? '' : document.title;
let unread = 0;

export function titled(title: string, count: number): string {
  return count > 0 ? `(${count > 99 ? '99+' : count}) ${title}` : title;
}

function draw(): void {
  document.title = titled(page, unread);
}

export function setPageTitle(title: string): void {
  page = title;
  draw();
}

export function setTitleCount(count: number): void {
  unread = count;
  draw();
}
