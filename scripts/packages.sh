# The Debian packages the project needs. Sourced by the scripts beside it, which set NT_ROOT.

# To build and run nt.
NT_PACKAGES=(
    g++ cmake ninja-build pkg-config
    libavformat-dev libavcodec-dev libavutil-dev libswresample-dev
    librubberband-dev libtag1-dev
    libasound2-dev libpulse-dev libjack-jackd2-dev
    libsqlite3-0
)

# To test it as well: test frameworks, oracles and peers.
NT_TEST_PACKAGES=(
    libgtest-dev libbenchmark-dev libebur128-dev libfftw3-dev
    libsoxr-dev libsamplerate0-dev libzita-resampler-dev libzita-convolver-dev
    ffmpeg flac wavpack sox
    pulseaudio pulseaudio-utils jackd2
    python3-numpy python3-scipy
    postgresql
    dbus playerctl
)

# For the full tier only: the fuzzer's compiler and its run-time, a browser that looks at the report, and a compiler for
# 64-bit ARM with the emulator that runs what it makes.
NT_FULL_PACKAGES=(clang libclang-rt-14-dev chromium g++-aarch64-linux-gnu qemu-user-static)

# Music with free licences: real input for tests, benchmarks and the demo.
NT_MUSIC_PACKAGES=(
    singularity-music xmoto-data drascula-music asc-music frozen-bubble-data planetblupi-music-ogg
)
# For the benchmarks only: players to be held against, and music.
NT_BENCH_PACKAGES=(mpv libsox-fmt-pulse)
NT_BENCH_MUSIC_PACKAGES=(hyperrogue-music)

# require_packages NAME... : installs what is missing when root, otherwise prints the one command to run and exits 4.
require_packages() {
    local missing=() name present
    # It fails where a name has never been seen here; what it prints is all that matters.
    present=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p') || true
    for name in "$@"; do
        grep -qxF "$name" <<<"$present" || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local command=(apt-get -o DPkg::Lock::Timeout=300 -y --no-install-recommends install "${missing[@]}")
    if [ "$(id -u)" -ne 0 ]; then
        echo "Missing Debian packages. Run once:" >&2
        echo "    sudo apt-get update && sudo ${command[*]}" >&2
        exit 4
    fi
    echo "Installing: ${missing[*]}" >&2
    # PostgreSQL's package would make a server of its own and start it; the tests start theirs.
    if [[ " ${missing[*]} " == *" postgresql "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
    export DEBIAN_FRONTEND=noninteractive
    if ! apt-get -o DPkg::Lock::Timeout=300 -qq update >&2 || ! "${command[@]}" >"$NT_ROOT/artifacts/apt.log" 2>&1; then
        tail -n 20 "$NT_ROOT/artifacts/apt.log" >&2
        echo "Installing the Debian packages failed; the whole output is in artifacts/apt.log." >&2
        exit 4
    fi
}

# require_dotnet: the SDK cannot come from Debian; say where it comes from.
require_dotnet() {
    if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
        echo "The .NET SDK 10 is needed and not on PATH: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
        exit 4
    fi
}

# fetch_music FOLDER NAME... : unpacks music packages below FOLDER, one folder a package; keeps what is there.
fetch_music() {
    local folder=$1 name work
    shift
    mkdir -p "$folder"
    for name in "$@"; do
        [ -d "$folder/$name" ] && continue
        echo "Fetching $name" >&2
        work=$(mktemp -d "$folder/.fetch.XXXXXX")
        if ! (cd "$work" && { apt-get -qq download "$name" || { apt-get -qq update && apt-get -qq download "$name"; }; } &&
            dpkg -x ./*.deb unpacked) >"$work/log" 2>&1; then
            tail -n 5 "$work/log" >&2
            rm -rf "$work"
            echo "The music package $name could not be fetched." >&2
            return 1
        fi
        mv "$work/unpacked" "$folder/$name"
        rm -rf "$work"
    done
}
