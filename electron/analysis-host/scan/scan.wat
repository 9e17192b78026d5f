;; Looks through bytes 16 at a time (WebAssembly SIMD). Built by scripts/build-scan.mjs into scan-code.ts; scan-memory.ts
;; calls it and knows where things lie. Addresses are bytes from the start of the memory. It may read up to
;; 64 bytes and the length of a needle behind `end`; what stands there changes nothing.
;;
;; The needle is three rows of bytes, each as long as the needle rounded up to 16:
;;   $bytes  what is looked for, letters in small if case does not matter
;;   $fold   0x20 where a letter may be either, else 0
;;   $mask   0xff for each byte of the needle, 0 behind it
(module
  (memory (import "host" "memory") 1)
  ;; Where find() goes on, or how many newlines nth() saw.
  (global $next (export "next") (mut i32) (i32.const 0))

  ;; Address of the first newline in [at, end), else end.
  (func $lineEnd (param $at i32) (param $end i32) (result i32)
    (local $found i32)
    (loop $blocks
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (local.get $end))))
      (local.set $found
        (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (i8x16.splat (i32.const 10)))))
      (if (i32.eqz (local.get $found))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br $blocks))))
    (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
    (select (local.get $at) (local.get $end) (i32.lt_u (local.get $at) (local.get $end))))

  ;; Address of the first byte of the line that holds `at`; lines begin at `from` at the earliest.
  (func $lineStart (param $at i32) (param $from i32) (result i32)
    (local $found i32)
    (loop $blocks
      (if (i32.le_u (local.get $at) (local.get $from)) (then (return (local.get $from))))
      (local.set $found
        (i8x16.bitmask
          (i8x16.eq (v128.load (i32.sub (local.get $at) (i32.const 16))) (i8x16.splat (i32.const 10)))))
      (if (i32.eqz (local.get $found))
        (then
          (local.set $at (i32.sub (local.get $at) (i32.const 16)))
          (br $blocks))))
    ;; The highest of 16 bits is the byte right before `at`.
    (local.set $at
      (i32.sub (local.get $at) (i32.sub (i32.clz (local.get $found)) (i32.const 16))))
    (select (local.get $at) (local.get $from) (i32.gt_u (local.get $at) (local.get $from))))

  ;; Does the needle stand at `at`?
  (func $stands (param $at i32) (param $length i32) (param $bytes i32) (param $fold i32) (param $mask i32) (result i32)
    (local $row i32)
    (loop $rows
      (if
        (v128.any_true
          (v128.and
            (v128.xor
              (v128.or
                (v128.load (i32.add (local.get $at) (local.get $row)))
                (v128.load (i32.add (local.get $fold) (local.get $row))))
              (v128.load (i32.add (local.get $bytes) (local.get $row))))
            (v128.load (i32.add (local.get $mask) (local.get $row)))))
        (then (return (i32.const 0))))
      (br_if $rows
        (i32.lt_u
          (local.tee $row (i32.add (local.get $row) (i32.const 16)))
          (local.get $length))))
    (i32.const 1))

  ;; Writes the addresses of needles in [from, end), the first of each line, at most `most` of them, to `out` (32 bits each).
  ;; `probe1`, `probe2`: the two bytes of the needle that are looked for first. Returns how many; $next is where the line
  ;; after the last one begins, or `end` when everything was looked through.
  (func (export "find")
    (param $from i32) (param $end i32) (param $length i32) (param $bytes i32) (param $fold i32) (param $mask i32)
    (param $probe1 i32) (param $probe2 i32) (param $out i32) (param $most i32)
    (result i32)
    (local $at i32) (local $at1 i32) (local $at2 i32) (local $last i32) (local $found i32) (local $hit i32) (local $count i32)
    (local $fold1 v128) (local $byte1 v128) (local $fold2 v128) (local $byte2 v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $fold1 (v128.load8_splat (i32.add (local.get $fold) (local.get $probe1))))
    (local.set $byte1 (v128.load8_splat (i32.add (local.get $bytes) (local.get $probe1))))
    (local.set $fold2 (v128.load8_splat (i32.add (local.get $fold) (local.get $probe2))))
    (local.set $byte2 (v128.load8_splat (i32.add (local.get $bytes) (local.get $probe2))))
    (local.set $at (local.get $from))
    ;; The last place where it may begin; below `from` when there is no room for it.
    (local.set $last (i32.sub (local.get $end) (local.get $length)))
    (block $over
      ;; 64 addresses at a time: those at which both probes are right.
      (loop $blocks
        (br_if $over (i32.gt_s (local.get $at) (local.get $last)))
        (local.set $at1 (i32.add (local.get $at) (local.get $probe1)))
        (local.set $at2 (i32.add (local.get $at) (local.get $probe2)))
        (local.set $a
          (v128.and
            (i8x16.eq (v128.or (v128.load (local.get $at1)) (local.get $fold1)) (local.get $byte1))
            (i8x16.eq (v128.or (v128.load (local.get $at2)) (local.get $fold2)) (local.get $byte2))))
        (local.set $b
          (v128.and
            (i8x16.eq (v128.or (v128.load offset=16 (local.get $at1)) (local.get $fold1)) (local.get $byte1))
            (i8x16.eq (v128.or (v128.load offset=16 (local.get $at2)) (local.get $fold2)) (local.get $byte2))))
        (local.set $c
          (v128.and
            (i8x16.eq (v128.or (v128.load offset=32 (local.get $at1)) (local.get $fold1)) (local.get $byte1))
            (i8x16.eq (v128.or (v128.load offset=32 (local.get $at2)) (local.get $fold2)) (local.get $byte2))))
        (local.set $d
          (v128.and
            (i8x16.eq (v128.or (v128.load offset=48 (local.get $at1)) (local.get $fold1)) (local.get $byte1))
            (i8x16.eq (v128.or (v128.load offset=48 (local.get $at2)) (local.get $fold2)) (local.get $byte2))))
        (if
          (i32.eqz
            (v128.any_true
              (v128.or (v128.or (local.get $a) (local.get $b)) (v128.or (local.get $c) (local.get $d)))))
          (then
            (local.set $at (i32.add (local.get $at) (i32.const 64)))
            (br $blocks)))
        ;; The first 16 of the 64 that have one.
        (local.set $found (i8x16.bitmask (local.get $a)))
        (if (i32.eqz (local.get $found))
          (then
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (local.set $found (i8x16.bitmask (local.get $b)))
            (if (i32.eqz (local.get $found))
              (then
                (local.set $at (i32.add (local.get $at) (i32.const 16)))
                (local.set $found (i8x16.bitmask (local.get $c)))
                (if (i32.eqz (local.get $found))
                  (then
                    (local.set $at (i32.add (local.get $at) (i32.const 16)))
                    (local.set $found (i8x16.bitmask (local.get $d)))))))))
        (loop $bits
          (local.set $hit (i32.add (local.get $at) (i32.ctz (local.get $found))))
          (br_if $over (i32.gt_s (local.get $hit) (local.get $last)))
          (if
            (call $stands (local.get $hit)
              (local.get $length) (local.get $bytes) (local.get $fold) (local.get $mask))
            (then
              (i32.store (local.get $out) (local.get $hit))
              (local.set $out (i32.add (local.get $out) (i32.const 4)))
              (local.set $count (i32.add (local.get $count) (i32.const 1)))
              (local.set $at
                (i32.add (call $lineEnd (local.get $hit) (local.get $end)) (i32.const 1)))
              (br_if $blocks (i32.lt_u (local.get $count) (local.get $most)))
              (global.set $next
                (select (local.get $at) (local.get $end) (i32.lt_u (local.get $at) (local.get $end))))
              (return (local.get $count))))
          (local.set $found (i32.and (local.get $found) (i32.sub (local.get $found) (i32.const 1))))
          (br_if $bits (local.get $found)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $blocks)))
    (global.set $next (local.get $end))
    (local.get $count))

  ;; Copies the lines, newlines included, that hold the `count` addresses written at `hits` to `text`, one behind the other,
  ;; and writes to `starts` where each begins in the copy, counted from `text`. Returns how many bytes that are.
  (func (export "gather")
    (param $from i32) (param $end i32) (param $hits i32) (param $count i32) (param $text i32) (param $starts i32)
    (result i32)
    (local $at i32) (local $start i32) (local $bytes i32) (local $done i32)
    (loop $lines
      (if (i32.eqz (local.get $count)) (then (return (local.get $done))))
      (local.set $at (i32.load (local.get $hits)))
      (local.set $start (call $lineStart (local.get $at) (local.get $from)))
      (local.set $at (i32.add (call $lineEnd (local.get $at) (local.get $end)) (i32.const 1)))
      (local.set $at (select (local.get $at) (local.get $end) (i32.lt_u (local.get $at) (local.get $end))))
      (local.set $bytes (i32.sub (local.get $at) (local.get $start)))
      (memory.copy (i32.add (local.get $text) (local.get $done)) (local.get $start) (local.get $bytes))
      (i32.store (local.get $starts) (local.get $done))
      (local.set $done (i32.add (local.get $done) (local.get $bytes)))
      (local.set $starts (i32.add (local.get $starts) (i32.const 4)))
      (local.set $hits (i32.add (local.get $hits) (i32.const 4)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br $lines))
    (unreachable))

  ;; Address behind the n-th newline in [from, end), n from 1; 0 when there are not so many. $next: newlines seen.
  (func (export "nth") (param $from i32) (param $end i32) (param $n i32) (result i32)
    (local $found i32) (local $count i32) (local $here i32) (local $left i32)
    (block $over
      (loop $blocks
        (br_if $over (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $found
          (i8x16.bitmask (i8x16.eq (v128.load (local.get $from)) (i8x16.splat (i32.const 10)))))
        (local.set $left (i32.sub (local.get $end) (local.get $from)))
        (if (i32.lt_u (local.get $left) (i32.const 16))
          (then
            (local.set $found
              (i32.and
                (local.get $found)
                (i32.sub (i32.shl (i32.const 1) (local.get $left)) (i32.const 1))))))
        (local.set $here (i32.popcnt (local.get $found)))
        (if (i32.ge_u (i32.add (local.get $count) (local.get $here)) (local.get $n))
          (then
            (loop $bits
              (local.set $count (i32.add (local.get $count) (i32.const 1)))
              (if (i32.eq (local.get $count) (local.get $n))
                (then
                  (global.set $next (local.get $count))
                  (return
                    (i32.add (i32.add (local.get $from) (i32.ctz (local.get $found))) (i32.const 1)))))
              (local.set $found (i32.and (local.get $found) (i32.sub (local.get $found) (i32.const 1))))
              (br $bits))))
        (local.set $count (i32.add (local.get $count) (local.get $here)))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br $blocks)))
    (global.set $next (local.get $count))
    (i32.const 0)))
