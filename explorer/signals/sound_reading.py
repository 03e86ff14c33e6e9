"""Uploaded and recorded sounds, read once and safely, in memory only; their names are never used.

libsndfile (soundfile) decodes; it is only given files that begin as one of its usual formats do.
Reading ends when there is enough, whatever length the header claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SoundError
from explorer.signals.sound_clip import HIGHEST_RATE_HZ, LOWEST_RATE_HZ, Samples, SoundClip
from explorer.text import N_

EXTENSIONS = ("wav", "flac", "ogg", "oga", "opus", "mp3", "aif", "aiff")
MAX_BYTES = 20 * 1024 * 1024
LONGEST_S = 30
SHORTEST_S = 0.2
MOST_CHANNELS = 8
HIGHEST_KEPT_HZ = 48_000
SILENCE = 1e-4  # of full scale: -80 dB
_BLOCK = 1 << 14  # frames
_TOLERATED_S = 0.1  # by which a header's length may be off: MP3 pads

_ONE_AT_A_TIME = Lock()  # thirty sounds decoded at once would fill a small server

# soundfile's own errors are RuntimeErrors; the others come from headers that make no sense.
_DAMAGE = (OSError, RuntimeError, ValueError, TypeError, ArithmeticError, MemoryError)

_FORMATS = ("WAV", "WAVEX", "RF64", "FLAC", "OGG", "MP3", "AIFF")
_OWN = (b"RIFF", b"RIFX", b"RF64", b"fLaC", b"OggS", b"ID3", b"FORM")
_FOREIGN = (  # (where, what stands there, the format's name)
    (4, b"ftyp", "M4A, MP4"),
    (0, b"\x1a\x45\xdf\xa3", "WebM, MKV"),
    (0, b"\x30\x26\xb2\x75", "WMA"),
    (0, b"#!AMR", "AMR"),
    (0, b"MThd", "MIDI"),
    (0, b"PK", "ZIP"),
    (0, b"%PDF", "PDF"),
    (8, b"AVI ", "AVI"),
)


@dataclass(frozen=True, slots=True)
class SoundRemark:
    """Something that was done to a sound: `template.format(**values)`, English, translatable."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class SoundReading:
    """A clip out of a file, and what was done to make it one."""

    clip: SoundClip
    remarks: tuple[SoundRemark, ...] = ()


@dataclass(slots=True)
class _Decoded:
    """What the decoder gave: channels averaged, the loudest value of any, and how it ended."""

    samples: Samples
    peak: float
    rate_hz: int
    channels: int
    longer: bool  # there was more than is kept
    broken: bool  # it ended before its header says


def read_sound(
    data: bytes, title: str = N_("Your sound"), credit: str = N_("given by you")
) -> SoundReading:
    """Read a WAV, FLAC, OGG, MP3 or AIFF file of any rate and number of channels.

    Channels are averaged; what is longer than 30 s is cut; rates above 48,000 Hz are divided by a
    whole number; what passes full scale is lowered to it. Raises SoundError for what is empty,
    larger than 20 MB, no sound, of another format, damaged, shorter than 0.2 s or silent, has more
    than 8 channels, values that are no numbers, or a rate below 1,000 or above 192,000 Hz.
    """
    _check_outside(data)
    try:
        with _ONE_AT_A_TIME:
            decoded = _decode(data)
    except _DAMAGE as error:
        raise _damaged() from error
    _check_inside(decoded)
    remarks = list(_told(decoded))
    samples, rate = decoded.samples, decoded.rate_hz
    if rate > HIGHEST_KEPT_HZ:
        samples, rate = lower_rate(samples, rate)
        remarks.append(
            SoundRemark(
                N_("resampled from {old} to {new} Hz"),
                {"old": f"{decoded.rate_hz:,}", "new": f"{rate:,}"},
            )
        )
    peak = float(np.abs(samples).max())
    if peak > 1:
        samples = samples / np.float32(peak)
        remarks.append(
            SoundRemark(N_("lowered to {share} % of its level"), {"share": f"{100 / peak:.3g}"})
        )
    samples = np.ascontiguousarray(samples, dtype=np.float32)
    samples.flags.writeable = False
    return SoundReading(SoundClip(samples, rate, title, credit), tuple(remarks))


def lower_rate(samples: Samples, rate_hz: int) -> tuple[Samples, int]:
    """Resample (N,) to the rate divided by the smallest whole number that brings it to 48,000 Hz.

    Band-limited (torchaudio's windowed sinc). Returns samples and rate; the latter is rounded,
    which is less than 0.003 % off.
    """
    import torch
    from torchaudio.functional import resample

    factor = -(-rate_hz // HIGHEST_KEPT_HZ)
    lowered = resample(torch.from_numpy(np.array(samples)), factor, 1).numpy()
    return np.asarray(lowered, dtype=np.float32), round(rate_hz / factor)


class _Bytes(BytesIO):
    """A file in memory that stays where it is when a damaged header sends it to nowhere."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        try:
            return super().seek(offset, whence)
        except (ValueError, OverflowError):
            return self.tell()


def _check_outside(data: bytes) -> None:
    """Refuse what no decoder need look at."""
    if not data:
        raise SoundError(N_("The file is empty: choose another one."))
    if len(data) > MAX_BYTES:
        raise SoundError(
            N_(
                "This file is larger than {megabytes} MB: cut it to its first {seconds} seconds, "
                "or save it as MP3 or OGG, and upload that."
            ),
            megabytes=MAX_BYTES // (1024 * 1024),
            seconds=LONGEST_S,
        )
    if data.startswith(_OWN) and data[8:12] != b"AVI ":
        return
    if data[0] == 0xFF and len(data) > 1 and data[1] >= 0xE0:  # an MP3 frame without a tag
        return
    for offset, mark, name in _FOREIGN:
        if data[offset : offset + len(mark)] == mark:
            raise SoundError(
                N_(
                    "Files of this format ({format}) are not read: save the sound as WAV, FLAC, "
                    "OGG or MP3 and upload that."
                ),
                format=name,
            )
    raise SoundError(N_("This file is not a sound: choose a WAV, FLAC, OGG, MP3 or AIFF file."))


def _decode(data: bytes) -> _Decoded:
    """Read at most 30 s, block by block; errors other than the decoder's are SoundErrors."""
    import soundfile

    with soundfile.SoundFile(_Bytes(data)) as file:
        rate, channels = int(file.samplerate), int(file.channels)
        if file.format not in _FORMATS:
            raise _damaged()
        _check_header(rate, channels)
        most = LONGEST_S * rate
        parts: list[Samples] = []
        peak, count, broken = 0.0, 0, False
        try:
            for block in _blocks(file, most + 1):
                peak = max(peak, float(np.abs(block).max()))  # nan stays unseen here
                parts.append(block.mean(axis=1, dtype=np.float64).astype(np.float32))
                count += len(block)
        except _DAMAGE:
            broken = True  # what came before it stands
        # MP3 has no length of its own to be held to.
        short = file.frames - min(count, file.frames) > _TOLERATED_S * rate
        broken = (broken or (short and file.format != "MP3")) and count <= most
    samples = np.concatenate(parts)[:most] if parts else np.zeros(0, np.float32)
    return _Decoded(samples, peak, rate, channels, longer=count > most, broken=broken)


def _blocks(file: Any, most: int) -> Iterator[NDArray[np.float32]]:
    """Give (frames, channels) blocks until there are `most` frames or no more.

    soundfile seeks after every block, which makes an MP3 stutter: it is read in one, 12 MB at most.
    """
    size = most if file.format == "MP3" else _BLOCK
    while most > 0:
        block = file.read(min(size, most), dtype="float32", always_2d=True)
        if not len(block):
            return
        most -= len(block)
        yield block


def _check_header(rate_hz: int, channels: int) -> None:
    if not 1 <= channels <= MOST_CHANNELS:
        raise SoundError(
            N_("This file has {count} channels: save it with {most} at most, best with one."),
            count=channels,
            most=MOST_CHANNELS,
        )
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
        raise SoundError(
            N_(
                "This file says it has {rate} samples a second; {low} to {high} are read: save it "
                "at 44,100."
            ),
            rate=f"{rate_hz:,}",
            low=f"{LOWEST_RATE_HZ:,}",
            high=f"{HIGHEST_RATE_HZ:,}",
        )


def _check_inside(decoded: _Decoded) -> None:
    """Refuse what has been read and is of no use."""
    if decoded.broken and not len(decoded.samples):
        raise _damaged()
    if len(decoded.samples) < SHORTEST_S * decoded.rate_hz:
        raise SoundError(
            N_(
                "This sound lasts {seconds} s (samples: {count}): choose one of at least {least} s."
            ),
            count=f"{len(decoded.samples):,}",
            seconds=f"{len(decoded.samples) / decoded.rate_hz:.4f}",
            least=SHORTEST_S,
        )
    if not np.isfinite(decoded.samples).all():
        raise SoundError(
            N_("This sound holds values that are no numbers: save it again as 16-bit WAV.")
        )
    if float(np.abs(decoded.samples).max()) >= SILENCE:
        return
    if decoded.peak >= 10 * SILENCE:
        raise SoundError(
            N_(
                "The channels of this sound cancel each other: save one of them alone and upload "
                "that."
            )
        )
    raise SoundError(
        N_("This sound is silent: choose another one, or record it closer to the microphone.")
    )


def _told(decoded: _Decoded) -> Iterator[SoundRemark]:
    if decoded.channels > 1:
        yield SoundRemark(N_("mean of {count} channels"), {"count": decoded.channels})
    if decoded.longer:
        yield SoundRemark(N_("cut to its first {seconds} s"), {"seconds": LONGEST_S})
    if decoded.broken:
        seconds = len(decoded.samples) / decoded.rate_hz
        yield SoundRemark(
            N_("it breaks off after {seconds} s: that much is kept"),
            {"seconds": f"{seconds:.1f}"},
        )


def _damaged() -> SoundError:
    return SoundError(
        N_(
            "The sound is damaged or incomplete: open it on your computer, save it as WAV or MP3, "
            "and upload that."
        )
    )
