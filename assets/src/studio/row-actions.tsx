import { Captions, Copy, EllipsisVertical, Image, ListVideo, Pencil, Trash2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import type { Video } from '~/api/types';
import { copyText, watchUrl } from '~/lib/copy';
import { testids } from '~/testids';
import { CaptionsDialog } from './captions-dialog';
import { ChaptersDialog } from './chapters-dialog';
import { DeleteDialog } from './delete-dialog';
import { EditDialog } from './edit-dialog';
import { PosterDialog } from './poster-dialog';

export function RowActions({ video }: { video: Video }) {
  const [open, setOpen] = useState<'edit' | 'poster' | 'captions' | 'chapters' | 'delete'>();
  const close = () => setOpen(undefined);
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          className="icon-btn"
          aria-label={`Actions for ${video.title}`}
          data-testid={testids.studioActions}
        >
          <EllipsisVertical aria-hidden="true" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
            <DropdownMenu.Item className="menu-item" data-testid={testids.studioEdit} onSelect={() => setOpen('edit')}>
              <Pencil aria-hidden="true" />
              Edit details
            </DropdownMenu.Item>
            {video.width != null && video.playback.hls && (
              <DropdownMenu.Item
                className="menu-item"
                data-testid={testids.studioPoster}
                onSelect={() => setOpen('poster')}
              >
                <Image aria-hidden="true" />
                Change poster
              </DropdownMenu.Item>
            )}
            <DropdownMenu.Item
              className="menu-item"
              data-testid={testids.studioCaptions}
              onSelect={() => setOpen('captions')}
            >
              <Captions aria-hidden="true" />
              Captions
            </DropdownMenu.Item>
            <DropdownMenu.Item
              className="menu-item"
              data-testid={testids.studioChapters}
              onSelect={() => setOpen('chapters')}
            >
              <ListVideo aria-hidden="true" />
              Chapters
            </DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item" onSelect={() => void copyText(watchUrl(video.id), 'Link copied')}>
              <Copy aria-hidden="true" />
              Copy link
            </DropdownMenu.Item>
            <DropdownMenu.Item
              className="menu-item"
              data-bad=""
              data-testid={testids.studioDelete}
              onSelect={() => setOpen('delete')}
            >
              <Trash2 aria-hidden="true" />
              Delete
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {open === 'edit' && <EditDialog video={video} onClose={close} />}
      {open === 'poster' && <PosterDialog video={video} onClose={close} />}
      {open === 'captions' && <CaptionsDialog video={video} onClose={close} />}
      {open === 'chapters' && <ChaptersDialog video={video} onClose={close} />}
      {open === 'delete' && <DeleteDialog video={video} onClose={close} />}
    </>
  );
}
