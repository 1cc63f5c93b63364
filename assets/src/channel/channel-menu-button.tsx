import { Suspense, lazy, useState } from 'react';
import { MenuPlace } from '~/components/menu-place';
import { testids } from '~/testids';
import { m } from '~/words';
import { useBlock } from './use-block';

// Few need it: it is fetched with the first press.
const ChannelMenu = lazy(() => import('./channel-menu'));
const BlockDialog = lazy(() => import('~/comments/block-dialog'));

interface ChannelMenuButtonProps {
  viewer: string;
  username: string;
}

/** What one can do about a person, beside following them. */
export function ChannelMenuButton({ viewer, username }: ChannelMenuButtonProps) {
  const block = useBlock(viewer, username);
  const [isBlocking, setBlocking] = useState(false);
  const label = m.channel_menu({ username });
  return (
    <>
      <MenuPlace label={label} testid={testids.channelMenu}>
        <ChannelMenu
          label={label}
          username={username}
          isBlocked={block.isKnown}
          onBlock={() => setBlocking(true)}
          onUnblock={() => void block.change(false)}
        />
      </MenuPlace>
      {isBlocking && (
        <Suspense>
          <BlockDialog
            username={username}
            onConfirm={() => void block.change(true)}
            onClose={() => setBlocking(false)}
          />
        </Suspense>
      )}
    </>
  );
}
