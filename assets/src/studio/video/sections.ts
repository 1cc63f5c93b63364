import { Captions, Code, Image, ListVideo, MessagesSquare, PencilLine, Trash2 } from 'lucide-react';
import { testids } from '~/testids';
import { m } from '~/words';

/** The parts of a video's page, in their order. */
export const sections = [
  { to: '/studio/$id', label: m.studio_details(), icon: PencilLine, testid: testids.studioDetails },
  { to: '/studio/$id/poster', label: m.studio_poster(), icon: Image, testid: testids.studioPosterSection },
  { to: '/studio/$id/captions', label: m.studio_captions(), icon: Captions, testid: testids.studioCaptionsSection },
  { to: '/studio/$id/chapters', label: m.studio_chapters(), icon: ListVideo, testid: testids.studioChaptersSection },
  { to: '/studio/$id/comments', label: m.studio_comments(), icon: MessagesSquare, testid: testids.studioComments },
  { to: '/studio/$id/embed', label: m.studio_embed(), icon: Code, testid: testids.studioEmbed },
  { to: '/studio/$id/delete', label: m.studio_delete(), icon: Trash2, testid: testids.studioDanger },
] as const;
