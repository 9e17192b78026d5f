import { createContext } from 'react';

/** The moment that all panes show, in milliseconds since 1970. */
export const BesideTime = createContext<number | undefined>(undefined);
