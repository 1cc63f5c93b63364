import { Suspense, lazy, useState } from 'react';
import { useBlock } from '~/api/blocks';
import { MenuPlace } from '~/components/menu-place';
import { testids } from '~/testids';
import { m } from '~/words';

// Few need it: it is fetched with the first press.
const ChannelMenu = lazy(() => import('./channel-menu'));
const BlockDialog = lazy(() => import('~/comments/block-dialog'));

/** What somebody who is signed in can do about a person, beside following them. */
export function ChannelMenuButton({ username }: { username: string }) {
  const { isBlocked, change } = useBlock(username);
  const [isBlocking, setBlocking] = useState(false);
  const label = m.channel_menu({ username });
  return (
    <>
      <MenuPlace label={label} testid={testids.channelMenu}>
        <ChannelMenu
          label={label}
          username={username}
          isBlocked={isBlocked}
          onBlock={() => setBlocking(true)}
          onUnblock={() => change(false)}
        />
      </MenuPlace>
      {isBlocking && (
        <Suspense>
          <BlockDialog username={username} onConfirm={() => change(true)} onClose={() => setBlocking(false)} />
        </Suspense>
      )}
    </>
  );
}
