import { m } from '~/words';
import { copyToClipboard } from './clipboard';
import { notify } from './notify';

export { watchUrl } from './links';

export async function copyText(text: string, said: string): Promise<void> {
  if (await copyToClipboard(text)) await notify('success', said);
  else await notify('error', m.common_copy_refused());
}
