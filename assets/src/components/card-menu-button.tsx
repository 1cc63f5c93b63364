import { Suspense, lazy, useState } from 'react';
import type { Video } from '~/api/types';
import { testids } from '~/testids';
import { m } from '~/words';
import { MenuPlace } from './menu-place';

// A page has dozens of cards: the menu is fetched with the first press, and so are the dialogs that it opens.
const CardMenu = lazy(() => import('./card-menu'));
const SaveDialog = lazy(() => import('~/playlists/save-dialog'));
const SharePanel = lazy(() => import('~/watch/share-panel'));

export type CardDialog = 'save' | 'share';

interface CardMenuButtonProps {
  video: Video;
  onHide?: (() => void) | undefined;
  /** What can be done beside the usual, such as taking it out of the list that one sees. */
  more?: readonly CardAction[];
}

export interface CardAction {
  label: string;
  icon: React.ReactNode;
  testid: string;
  onSelect: () => void;
}

/** What one can do with a video that one sees in a list. */
export function CardMenuButton({ video, onHide, more }: CardMenuButtonProps) {
  const [dialog, setDialog] = useState<CardDialog>();
  const close = () => setDialog(undefined);
  const label = m.home_card_menu({ title: video.title });
  return (
    <>
      <MenuPlace label={label} testid={testids.cardMenu}>
        <CardMenu video={video} label={label} more={more} onHide={onHide} onDialog={setDialog} />
      </MenuPlace>
      <Suspense>
        {dialog === 'save' && <SaveDialog video={video.id} onClose={close} />}
        {dialog === 'share' && <SharePanel video={video} at={0} onClose={close} />}
      </Suspense>
    </>
  );
}
