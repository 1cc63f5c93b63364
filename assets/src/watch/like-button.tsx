import { ThumbsUp } from 'lucide-react';
import { useLike } from '~/api/likes';
import type { Video } from '~/api/types';
import { MemberButton } from '~/components/member-button';
import { clsx } from '~/lib/clsx';
import { counted, short } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';

export function LikeButton({ video }: { video: Video }) {
  const like = useLike(video.id);
  const liked = video.liked ?? false;
  const count = video.stats.likes;
  return (
    <MemberButton
      className={clsx('btn btn-quiet tabular-nums', liked && 'border-accent! text-accent')}
      label={m.watch_like({ likes: counted(m.common_likes, count) })}
      pressed={liked}
      testid={testids.likeButton}
      onPress={() => like.mutate(!liked)}
    >
      <ThumbsUp aria-hidden="true" className={clsx(liked && 'fill-current')} />
      <span data-testid={testids.videoLikes}>{short(count)}</span>
    </MemberButton>
  );
}
