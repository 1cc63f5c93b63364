/** What the browser sees in a file before a byte of it is sent. */
export interface Look {
  width: number;
  height: number;
  duration: number;
  /** Address of a frame; none when it shows no picture. */
  still: string | undefined;
}

const STILL_WIDTH = 480;
const PATIENCE_MS = 15_000;
/** Early enough to be cheap, late enough to be past a black beginning. */
const STILL_AT = 3;

function once(video: HTMLVideoElement, type: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener(type, () => resolve(), { once: true, signal });
    video.addEventListener('error', () => reject(new Error('not playable here')), { once: true, signal });
    signal.addEventListener('abort', () => reject(new Error('took too long')), { once: true });
  });
}

async function frameOf(video: HTMLVideoElement): Promise<string | undefined> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(STILL_WIDTH, video.videoWidth);
  canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const image = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.8));
  return image ? URL.createObjectURL(image) : undefined;
}

/** Size, length and a frame of a file; undefined when this browser cannot play it, which says nothing of the server. */
export async function lookInto(file: File): Promise<Look | undefined> {
  const video = document.createElement('video');
  const url = URL.createObjectURL(file);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    video.muted = true;
    video.preload = 'auto';
    video.src = url;
    await once(video, 'loadeddata', signal);
    const { videoWidth: width, videoHeight: height, duration } = video;
    if (width === 0) return { width, height, duration, still: undefined };
    video.currentTime = Number.isFinite(duration) ? Math.min(STILL_AT, duration / 4) : 0;
    await once(video, 'seeked', signal);
    return { width, height, duration, still: await frameOf(video) };
  } catch {
    return undefined;
  } finally {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}
