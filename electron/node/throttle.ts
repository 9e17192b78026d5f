/** At most one call in `every` milliseconds: the first at once, the last never lost. */
export interface Throttled {
  (): void;
  /** Make the waiting call now, if there is one. */
  flush(): void;
}

/** @param every milliseconds; a function is asked at each call */
export function throttle(every: number | (() => number), act: () => void): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  const fire = (): void => {
    again = false;
    const pause = typeof every === 'number' ? every : every();
    timer = setTimeout(() => {
      timer = undefined;
      if (again) fire();
    }, pause);
    act();
  };
  const call = (): void => {
    if (timer === undefined) fire();
    else again = true;
  };
  return Object.assign(call, {
    flush() {
      clearTimeout(timer);
      timer = undefined;
      if (!again) return;
      again = false;
      act();
    },
  });
}

export interface ByteNews {
  /** Bytes there are by now. */
  readonly bytes: () => number;
  /** Milliseconds between two calls. */
  readonly every: number;
  /** … and when more than `flood` bytes came since the last call. */
  readonly flooded: number;
  readonly flood: number;
}

/** `throttle` for news of bytes, which are told less often the more come. */
export function throttleBytes({ bytes, every, flooded, flood }: ByteNews, act: () => void): Throttled {
  let told = 0;
  return throttle(
    () => (bytes() - told > flood ? flooded : every),
    () => {
      told = bytes();
      act();
    },
  );
}
