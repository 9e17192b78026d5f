/** Which picture the user likes: the order of the locks, or who waits for whom. Remembered. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

interface GraphChoice {
  readonly waits: boolean;
}

export const useGraphChoice = create<GraphChoice>()(
  persist((): GraphChoice => ({ waits: false }), { name: 'graph', version: 1 }),
);

export function showWaits(waits: boolean): void {
  useGraphChoice.setState({ waits });
}
