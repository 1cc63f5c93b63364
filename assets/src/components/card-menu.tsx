import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Clock, EllipsisVertical, EyeOff, ListPlus, Share2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { meQuery } from '~/api/queries';
import type { Video } from '~/api/types';
import { useWatchLater } from '~/api/watch-later';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import type { CardAction, CardDialog } from './card-menu-button';

interface CardMenuProps {
  video: Video;
  label: string;
  more?: readonly CardAction[] | undefined;
  onHide?: (() => void) | undefined;
  onDialog: (dialog: CardDialog) => void;
}

/** Mounted by the press that asked for it, hence open from the start. */
export default function CardMenu({ video, label, more = [], onHide, onDialog }: CardMenuProps) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger className="icon-btn" aria-label={label} data-testid={testids.cardMenu}>
        <EllipsisVertical aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={2} collisionPadding={8}>
          <SavingItems video={video} onDialog={onDialog} />
          <Item
            label={m.home_share()}
            icon={<Share2 aria-hidden="true" />}
            testid={testids.cardShare}
            onSelect={() => onDialog('share')}
          />
          {more.map((action) => (
            <Item key={action.testid} {...action} />
          ))}
          {onHide && (
            <Item
              label={m.home_not_interested()}
              icon={<EyeOff aria-hidden="true" />}
              testid={testids.cardHide}
              onSelect={onHide}
            />
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** For who is signed in; others are asked to do so, and come back here. */
function SavingItems({ video, onDialog }: Pick<CardMenuProps, 'video' | 'onDialog'>) {
  const { data: me } = useQuery(meQuery);
  const router = useRouter();
  const later = useWatchLater(video.id);
  const isSaved = video.watch_later ?? false;
  const asMember = (work: () => void) => {
    if (me) work();
    else void router.navigate({ to: '/login', search: { next: router.state.location.href } });
  };
  const save = async () => {
    try {
      await later.mutateAsync(!isSaved);
    } catch {
      return; // What went wrong is told already.
    }
    await notify('message', isSaved ? m.library_later_removed() : m.library_later_saved(), {
      label: m.common_undo(),
      onClick: () => later.mutate(isSaved),
    });
  };
  return (
    <>
      <Item
        label={isSaved ? m.library_later_remove() : m.library_later_save()}
        icon={<Clock aria-hidden="true" />}
        testid={testids.cardWatchLater}
        onSelect={() => asMember(() => void save())}
      />
      <Item
        label={m.library_save_to_playlist()}
        icon={<ListPlus aria-hidden="true" />}
        testid={testids.cardSave}
        onSelect={() => asMember(() => onDialog('save'))}
      />
    </>
  );
}

function Item({ label, icon, testid, onSelect }: CardAction) {
  return (
    <DropdownMenu.Item className="menu-item" data-testid={testid} onSelect={onSelect}>
      {icon}
      {label}
    </DropdownMenu.Item>
  );
}
