#!/usr/bin/env bash
# Makes the clip that simulated candidates send (kaochang rehearse): six seconds
# of a moving picture with a clock, VP8 with a keyframe each second, and of a
# changing tone, Opus. The result is kept with the code, so that a school's
# machine needs no ffmpeg; run this only to change it.
set -euo pipefail
cd "$(dirname "$0")/../internal/rehearse/clip"

ffmpeg -v error -y -f lavfi -i "testsrc2=size=480x360:rate=15:duration=6" \
  -c:v libvpx -b:v 220k -maxrate 260k -bufsize 260k -deadline good -cpu-used 2 -g 15 -keyint_min 15 -auto-alt-ref 0 \
  -error-resilient 1 camera.ivf
ffmpeg -v error -y -f lavfi -i "aevalsrc='0.2*sin(2*PI*(300+60*mod(t,6))*t)':s=48000:d=6" \
  -c:a libopus -b:a 24k -application voip -page_duration 20000 microphone.ogg
