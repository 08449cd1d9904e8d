#!/bin/sh
# What is acknowledged survives a power loss: a file system on a loop device loses its power under load, again and again.
#
#   tests/store/power-loss.sh STORE-STRESS [ROUNDS [ENGINE]]
#
# A round: `store-stress write` writes into ext4 on a loop file and says what is acknowledged; after a random moment it is
# stopped, and the device's file is copied while it stands, which is what a disk without volatile cache holds when the
# power fails: nothing of the page cache that was not synced. The copy is mounted (the journal is replayed) and
# `store-stress verify` compares every acknowledged article byte by byte and every index entry with its article. The
# next round goes on with the survivor.
#
# Needs root, loop devices, mkfs.ext4 and 1 GB of space for a short time. Leaves with 77 where they are missing, which
# says that nothing was tested.
set -eu

stress=$1
rounds=${2:-5}
engine=${3:-sled}
here=$(mktemp -d)
writer=

cleanup() {
    if [ -n "$writer" ]; then kill -9 "$writer" 2>/dev/null || true; fi
    umount "$here/mnt" 2>/dev/null || true
    rm -rf "$here"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

skip() {
    echo "power-loss: NOT TESTED: $1" >&2
    exit 77
}

[ "$(id -u)" = 0 ] || skip "this is not root"
command -v mkfs.ext4 >/dev/null || skip "mkfs.ext4 is missing"
mkdir "$here/mnt"
truncate -s 1000M "$here/disk.img"
mkfs.ext4 -q -F "$here/disk.img" || skip "no file system could be made"
mount -o loop "$here/disk.img" "$here/mnt" 2>/dev/null || skip "no loop device can be mounted here"

: >"$here/acknowledged"
next=0
round=1
while [ "$round" -le "$rounds" ]; do
    "$stress" write "$here/mnt/data" --engine "$engine" --start "$next" >"$here/lines" &
    writer=$!
    # Up to two seconds, and in three rounds of four until something was said: a busy machine may need longer. The
    # fourth may end while the directory is being opened.
    moment=$(($(od -An -N2 -tu2 /dev/urandom) % 2000))
    sleep "$((moment / 1000)).$(printf %03d $((moment % 1000)))"
    while [ $((round % 4)) != 0 ] && [ "$(wc -l <"$here/lines")" -lt 30 ]; do
        kill -0 "$writer" || { echo "power-loss: the writer has ended" >&2; exit 1; }
        sleep 0.05
    done
    kill -STOP "$writer"
    # What was said before the copy must be in the copy.
    cp "$here/lines" "$here/said"
    # The system goes on writing what it holds; a copy that is like the disk after it is what the disk was at one moment.
    cp --sparse=always "$here/disk.img" "$here/copy.img"
    until cmp -s "$here/disk.img" "$here/copy.img"; do
        cp --sparse=always "$here/disk.img" "$here/copy.img"
    done
    kill -9 "$writer"
    wait "$writer" 2>/dev/null || true
    writer=
    umount "$here/mnt"
    mv "$here/copy.img" "$here/disk.img"
    mount -o loop "$here/disk.img" "$here/mnt"
    # A line cut short was not said.
    grep -E '^[-+~^] [0-9]+$' "$here/said" >"$here/whole" || true
    if [ -n "$(tail -c1 "$here/said")" ]; then sed -i '$d' "$here/whole"; fi
    cat "$here/whole" >>"$here/acknowledged"
    if ! next=$("$stress" verify "$here/mnt/data" --engine "$engine" <"$here/acknowledged"); then
        echo "power-loss: round $round: LOST" >&2
        exit 1
    fi
    echo "power-loss: round $round: whole, $(wc -l <"$here/acknowledged") acknowledgements so far"
    round=$((round + 1))
done
