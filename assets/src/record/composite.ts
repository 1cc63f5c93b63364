import { type Corner, circleIn, fitted, squareOf } from './bubble';

const FRAMES_PER_SECOND = 30;
const RING = 0.02;

async function shown(stream: MediaStream): Promise<HTMLVideoElement> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  await video.play();
  return video;
}

/** The screen with the camera in a circle, drawn frame by frame into one picture. */
export class Composite {
  readonly stream: MediaStream;
  corner: Corner;
  private readonly canvas: HTMLCanvasElement;
  private readonly screen: HTMLVideoElement;
  private readonly camera: HTMLVideoElement;
  private readonly ticker = new Worker(new URL('./ticker.worker.ts', import.meta.url), { type: 'module' });

  static async of(screen: MediaStream, camera: MediaStream, corner: Corner): Promise<Composite> {
    return new Composite(await shown(screen), await shown(camera), corner);
  }

  private constructor(screen: HTMLVideoElement, camera: HTMLVideoElement, corner: Corner) {
    this.screen = screen;
    this.camera = camera;
    this.corner = corner;
    this.canvas = document.createElement('canvas');
    Object.assign(this.canvas, fitted({ width: screen.videoWidth, height: screen.videoHeight }));
    this.draw();
    this.stream = this.canvas.captureStream(FRAMES_PER_SECOND);
    this.ticker.addEventListener('message', () => this.draw());
    this.ticker.postMessage(1000 / FRAMES_PER_SECOND);
  }

  close(): void {
    this.ticker.terminate();
    for (const video of [this.screen, this.camera]) video.srcObject = null;
    for (const track of this.stream.getTracks()) track.stop();
  }

  private draw(): void {
    const context = this.canvas.getContext('2d', { alpha: false });
    if (!context) return;
    this.drawScreen(context);
    if (this.hasCamera) this.drawCamera(context);
  }

  /** A camera that was pulled out leaves no black hole. */
  private get hasCamera(): boolean {
    const stream = this.camera.srcObject;
    return stream instanceof MediaStream && stream.getVideoTracks().some(({ readyState }) => readyState === 'live');
  }

  /** A window may change its shape while it is shared: it is shown as a whole, within the same picture. */
  private drawScreen(context: CanvasRenderingContext2D): void {
    const { width, height } = this.canvas;
    const { videoWidth, videoHeight } = this.screen;
    if (videoWidth === 0) return;
    const scale = Math.min(width / videoWidth, height / videoHeight);
    const [w, h] = [videoWidth * scale, videoHeight * scale];
    if (w < width - 1 || h < height - 1) {
      context.fillStyle = '#000';
      context.fillRect(0, 0, width, height);
    }
    context.drawImage(this.screen, (width - w) / 2, (height - h) / 2, w, h);
  }

  private drawCamera(context: CanvasRenderingContext2D): void {
    const { x, y, radius } = circleIn(this.canvas, this.corner);
    const { videoWidth: width, videoHeight: height } = this.camera;
    const square = squareOf({ width, height });
    context.save();
    context.beginPath();
    context.arc(x, y, radius, 0, Math.PI * 2);
    context.save();
    context.clip();
    context.drawImage(
      this.camera,
      square.x,
      square.y,
      square.side,
      square.side,
      x - radius,
      y - radius,
      radius * 2,
      radius * 2,
    );
    context.restore();
    context.lineWidth = radius * RING * 2;
    context.strokeStyle = '#fff';
    context.stroke();
    context.restore();
  }
}
