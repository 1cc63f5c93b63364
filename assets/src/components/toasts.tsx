import { Toaster } from 'sonner';
import { useTheme } from '~/lib/theme';

export default function Toasts() {
  return <Toaster theme={useTheme()} position="bottom-center" mobileOffset={{ bottom: 72 }} />;
}
