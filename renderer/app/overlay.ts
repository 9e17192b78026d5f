/** Which of the dialogs that lie over everything is open. At most one. */
import { create } from 'zustand';

export type Overlay = 'palette' | 'go-to' | 'help' | 'paste' | 'attach';

export const useOverlay = create<{ readonly open: Overlay | undefined }>(() => ({ open: undefined }));

export const openOverlay = (open: Overlay): void => useOverlay.setState({ open });
export const closeOverlay = (): void => useOverlay.setState({ open: undefined });
