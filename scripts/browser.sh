#!/bin/sh
# Makes sure that a Chromium or Chrome is there for the browser tests, and prints its path.
# Looks at $CHROME first; installs Debian's chromium where that is possible; else says what to do.
set -eu
find_browser() {
  for name in "${CHROME:-}" chromium chromium-browser google-chrome google-chrome-stable chrome; do
    [ -n "$name" ] && command -v "$name" && return 0
  done
  for path in "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    [ -x "$path" ] && printf '%s\n' "$path" && return 0
  done
  return 1
}
find_browser && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Debian's chromium for the browser tests ..." >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      chromium fonts-liberation; } >&2
  find_browser && exit 0
fi
echo "The browser tests need Chromium or Chrome. Install one (Debian, Ubuntu: sudo apt-get install chromium)," >&2
echo "or name its program: CHROME=/path/to/chrome make test" >&2
exit 1
