import { External } from '~/lib/external';
import type { Input } from './trouble';

export type Streams = Readonly<Partial<Record<Input, MediaStream>>>;

const CAMERA = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
const SCREEN = { frameRate: { ideal: 30, max: 30 }, width: { max: 2560 }, height: { max: 1440 } };

/** What getDisplayMedia knows in some browsers, and others leave unread. */
interface DisplayOptions extends DisplayMediaStreamOptions {
  systemAudio?: 'include' | 'exclude';
  surfaceSwitching?: 'include' | 'exclude';
  selfBrowserSurface?: 'include' | 'exclude';
}

const chosen = (id: string) => (id === '' ? {} : { deviceId: { exact: id } });

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Screen, camera and microphone: asked for, held and given back. */
export class Inputs {
  readonly streams = new External<Streams>({});
  /** Counted up whenever one is asked for or closed: a stream that somebody allows after that is given back at once. */
  private readonly turns: Record<Input, number> = { screen: 0, camera: 0, microphone: 0 };
  private readonly onEnded: (input: Input) => void;

  /** `onEnded` is told when one ends by itself: the browser's own "stop sharing", or a cable that was pulled out. */
  constructor(onEnded: (input: Input) => void) {
    this.onEnded = onEnded;
  }

  get(input: Input): MediaStream | undefined {
    return this.streams.get()[input];
  }

  async openScreen(withSound: boolean): Promise<void> {
    const options: DisplayOptions = {
      video: SCREEN,
      audio: withSound,
      systemAudio: withSound ? 'include' : 'exclude',
      surfaceSwitching: 'include',
      selfBrowserSurface: 'exclude',
    };
    await this.ask('screen', () => navigator.mediaDevices.getDisplayMedia(options));
  }

  async openCamera(id: string): Promise<void> {
    await this.ask('camera', () => navigator.mediaDevices.getUserMedia({ video: { ...CAMERA, ...chosen(id) } }));
  }

  async openMicrophone(id: string): Promise<void> {
    const audio = { echoCancellation: true, noiseSuppression: true, ...chosen(id) };
    await this.ask('microphone', () => navigator.mediaDevices.getUserMedia({ audio }));
  }

  close(input: Input): void {
    this.turns[input] += 1;
    const stream = this.get(input);
    if (!stream) return;
    this.streams.set({ ...this.streams.get(), [input]: undefined });
    stop(stream);
  }

  closeAll(): void {
    this.close('screen');
    this.close('camera');
    this.close('microphone');
  }

  private async ask(input: Input, open: () => Promise<MediaStream>): Promise<void> {
    this.close(input);
    const turn = this.turns[input];
    const stream = await open();
    if (turn === this.turns[input]) this.hold(input, stream);
    else stop(stream);
  }

  private hold(input: Input, stream: MediaStream): void {
    this.streams.set({ ...this.streams.get(), [input]: stream });
    // The sound of what is shared may end before its picture.
    const track = input === 'microphone' ? stream.getAudioTracks()[0] : stream.getVideoTracks()[0];
    track?.addEventListener('ended', () => {
      if (this.get(input) !== stream) return;
      this.close(input);
      this.onEnded(input);
    });
  }
}
