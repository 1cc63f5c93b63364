import { notify } from './notify';

/** The clipboard API exists only on https and localhost; in a home network the old way has to do. */
function copyTheOldWay(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text);
  }
}

export async function copyText(text: string, said: string): Promise<void> {
  if (await copy(text)) await notify('success', said);
  else await notify('error', 'The browser did not allow copying.');
}

export function watchUrl(id: string, seconds = 0): string {
  const url = new URL(`/watch/${encodeURIComponent(id)}`, location.origin);
  if (seconds >= 1) url.searchParams.set('t', String(Math.floor(seconds)));
  return url.href;
}
