"""Uploaded sounds: what is read, what is said of it, and what is refused with a remedy."""

from __future__ import annotations

import itertools
import math
from io import BytesIO

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import SoundError
from explorer.signals import sound_reading
from explorer.signals.sound_reading import SoundReading, lower_rate, read_sound

RATE = 16_000


def tone(hertz: float, rate: int = RATE, seconds: float = 1.0, level: float = 0.5) -> np.ndarray:
    return level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def file_of(
    samples: np.ndarray, rate: int = RATE, kind: str = "WAV", subtype: str | None = None
) -> bytes:
    """A file of (N,) or (N, channels) samples, written in pieces: Vorbis cannot take long ones."""
    buffer = BytesIO()
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    with soundfile.SoundFile(buffer, "w", rate, channels, format=kind, subtype=subtype) as file:
        for start in range(0, len(samples), 4096):
            file.write(samples[start : start + 4096])
    return buffer.getvalue()


def told(reading: SoundReading) -> str:
    return "; ".join(remark.template.format(**remark.values) for remark in reading.remarks)


def strongest_hz(samples: np.ndarray, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * rate / len(samples))


def refusal(data: bytes) -> str:
    with pytest.raises(SoundError) as caught:
        read_sound(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("kind", "subtype", "rate", "close"),
    [
        ("WAV", "PCM_16", 16_000, 1 / 32_768),
        ("WAV", "PCM_U8", 8_000, 1 / 64),
        ("WAV", "PCM_24", 44_100, 1e-6),
        ("WAV", "FLOAT", 22_050, 1e-7),
        ("FLAC", "PCM_16", 48_000, 1 / 32_768),
        ("AIFF", "PCM_16", 11_025, 1 / 32_768),
        ("OGG", "VORBIS", 44_100, 0.05),
        ("OGG", "OPUS", 48_000, None),
        ("MP3", "MPEG_LAYER_III", 44_100, None),
    ],
)
def test_usual_files_are_read_as_they_are(
    kind: str, subtype: str, rate: int, close: float | None
) -> None:
    sound = tone(440, rate)
    reading = read_sound(file_of(sound, rate, kind, subtype))
    clip = reading.clip
    assert (clip.sample_rate_hz, clip.title) == (rate, "Your sound")
    assert clip.samples.dtype == np.float32
    assert not clip.samples.flags.writeable
    assert told(reading) == ""
    assert strongest_hz(clip.samples, rate) == pytest.approx(440, abs=2)
    if close is None:  # their encoders move it and ring at its ends
        middle = clip.samples[len(clip.samples) // 4 : -len(clip.samples) // 4]
        assert np.sqrt(2 * (middle.astype(float) ** 2).mean()) == pytest.approx(0.5, abs=0.01)
    else:
        assert clip.samples == pytest.approx(sound, abs=close)


def test_an_mp3_does_not_stutter() -> None:
    data = file_of(tone(440, 44_100, 3.0), 44_100, "MP3")
    whole = soundfile.read(BytesIO(data), dtype="float32")[0]
    assert np.array_equal(read_sound(data).clip.samples, whole)


def test_channels_are_averaged() -> None:
    left, right = tone(440), tone(1_000, level=0.25)
    reading = read_sound(file_of(np.stack([left, right], axis=1), subtype="FLOAT"))
    assert reading.clip.samples == pytest.approx((left + right) / 2, abs=1e-6)
    assert told(reading) == "mean of 2 channels"
    eight = np.repeat(left[:, None], 8, axis=1)
    assert told(read_sound(file_of(eight))) == "mean of 8 channels"
    assert "9 channels: save it with 8 at most" in refusal(
        file_of(np.repeat(left[:, None], 9, axis=1))
    )


def test_what_is_longer_than_thirty_seconds_is_cut_and_said() -> None:
    exactly, longer = np.resize(tone(440, 8_000), 240_000), np.resize(tone(440, 8_000), 240_001)
    assert told(read_sound(file_of(exactly, 8_000))) == ""
    reading = read_sound(file_of(longer, 8_000))
    assert reading.clip.duration_s == 30
    assert told(reading) == "cut to its first 30 s"


def test_ten_minutes_of_mp3_cost_no_more_than_thirty_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = 0
    real = sound_reading._blocks

    def counted(file: object, most: int) -> object:
        nonlocal given
        for block in real(file, most):
            given += len(block)
            yield block

    monkeypatch.setattr(sound_reading, "_blocks", counted)
    minute = file_of(np.resize(tone(440, 8_000), 60 * 8_000), 8_000, "MP3")
    reading = read_sound(minute * 10)  # frames follow each other: so does a longer file
    assert reading.clip.duration_s == 30
    assert "cut to its first 30 s" in told(reading)
    assert given == 30 * 8_000 + 1


def test_high_rates_are_divided_by_a_whole_number() -> None:
    sound = tone(1_000, 96_000, level=0.5) + tone(30_000, 96_000, level=0.3)
    reading = read_sound(file_of(sound, 96_000, subtype="PCM_24"))
    clip = reading.clip
    assert (clip.sample_rate_hz, len(clip.samples)) == (48_000, 48_000)
    assert told(reading) == "resampled from 96,000 to 48,000 Hz"
    inner = slice(1_000, -1_000)
    # 30,000 Hz, which would alias to 18,000, is filtered out
    assert clip.samples[inner] == pytest.approx(tone(1_000, 48_000)[inner], abs=2e-3)


@pytest.mark.parametrize(
    ("rate", "new"),
    [(48_001, 24_000), (88_200, 44_100), (176_400, 44_100), (192_000, 48_000), (191_999, 48_000)],
)
def test_new_rates(rate: int, new: int) -> None:
    samples, lowered = lower_rate(np.ones(rate // 4, np.float32), rate)
    assert lowered == new
    assert abs(len(samples) / lowered - (rate // 4) / rate) < 1e-3
    assert abs(rate / math.ceil(rate / 48_000) / lowered - 1) < 3e-5


def test_what_passes_full_scale_is_lowered() -> None:
    reading = read_sound(file_of(tone(440, level=4.0), subtype="FLOAT"))
    assert np.abs(reading.clip.samples).max() == pytest.approx(1)
    assert told(reading) == "lowered to 25 % of its level"


def test_a_file_cut_short_keeps_what_stands_in_it() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 5 * RATE)
    for kind in ("FLAC", "OGG", "WAV"):
        whole = file_of(noise, kind=kind)
        reading = read_sound(whole[: len(whole) // 2])
        assert 1 < reading.clip.duration_s < 3.5, kind
        assert np.isfinite(reading.clip.samples).all()
    whole = file_of(noise, kind="FLAC")
    assert "breaks off after" in told(read_sound(whole[: len(whole) // 2]))
    assert "damaged or incomplete" in refusal(whole[:200])


def test_a_header_that_lies_about_its_length() -> None:
    data = bytearray(file_of(tone(440)))
    where = data.index(b"data") + 4
    data[where : where + 4] = (0xFFFFFFF0).to_bytes(4, "little")  # 37 hours
    assert read_sound(bytes(data)).clip.duration_s == pytest.approx(1)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty: choose another one."),
        (b"no sound at all", "This file is not a sound: choose"),
        (b"\x00", "This file is not a sound: choose"),
        (b"\xff", "This file is not a sound: choose"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "This file is not a sound: choose"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(100), "M4A, MP4) are not read: save"),
        (b"\x1a\x45\xdf\xa3" + bytes(100), "WebM, MKV) are not read: save"),
        (b"RIFF\x00\x00\x00\x00AVI " + bytes(100), "AVI) are not read: save"),
        (b"RIFF" + bytes(100), "damaged or incomplete: open it"),
        (b"OggS" + bytes(100), "damaged or incomplete: open it"),
        (b"ID3" + bytes(100), "damaged or incomplete: open it"),
        (b"\xff\xfb" + bytes(100), "damaged or incomplete: open it"),
        (file_of(np.zeros(RATE)), "This sound is silent: choose another"),
        (file_of(np.full(RATE, 2e-5), subtype="FLOAT"), "This sound is silent"),
        (file_of(np.array([0.5])), "lasts 0.0001 s (samples: 1): choose one of at least 0.2 s"),
        (file_of(np.zeros(0)), "choose one of at least 0.2 s"),
        (file_of(np.full(RATE, np.nan), subtype="FLOAT"), "no numbers: save it again as 16-bit"),
        (file_of(np.full(RATE, np.inf), subtype="FLOAT"), "no numbers: save it again as 16-bit"),
        (file_of(np.full(RATE, 1e300), subtype="DOUBLE"), "no numbers: save it again as 16-bit"),
        (file_of(tone(5, 999), 999), "999 samples a second; 1,000 to 192,000 are read: save it"),
        (file_of(tone(5, 384_000), 384_000), "384,000 samples a second"),
        (
            file_of(np.stack([tone(440), -tone(440)], axis=1), subtype="FLOAT"),
            "cancel each other: save one of them",
        ),
    ],
    ids=itertools.count(),
)
def test_what_is_no_use_is_refused_with_a_remedy(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_too_large_a_file_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_reading, "MAX_BYTES", 1024 * 1024)
    assert "larger than 1 MB: cut it to its first 30 seconds" in refusal(b"RIFF" + bytes(1 << 20))


SEEDS = [
    file_of(np.stack([tone(440, 8_000), tone(99, 8_000)], axis=1)[:3_000], 8_000, kind, subtype)
    for kind, subtype in [
        ("WAV", "PCM_16"), ("WAV", "FLOAT"), ("WAV", "MS_ADPCM"), ("FLAC", "PCM_16"),
        ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III"), ("AIFF", "PCM_16"),
    ]
]  # fmt: skip


def read_or_refuse(data: bytes) -> None:
    try:
        clip = read_sound(data).clip
    except SoundError:
        return
    assert np.isfinite(clip.samples).all()
    assert 0 < np.abs(clip.samples).max() <= 1
    assert 0.2 <= clip.duration_s <= 30.1
    assert 1_000 <= clip.sample_rate_hz <= 48_000


@settings(max_examples=150, deadline=None)
@given(
    start=st.sampled_from([b"", b"RIFF", b"fLaC", b"OggS", b"ID3", b"\xff\xfb", b"FORM"]),
    rest=st.binary(max_size=400),
)
def test_any_bytes_give_a_sound_or_a_refusal(start: bytes, rest: bytes) -> None:
    read_or_refuse(start + rest)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_files_give_a_sound_or_a_refusal(data: st.DataObject) -> None:
    damaged = bytearray(data.draw(st.sampled_from(SEEDS)))
    ends = st.integers(0, min(len(damaged) - 1, data.draw(st.sampled_from([63, 400, 10**6]))))
    for place, value in data.draw(st.lists(st.tuples(ends, st.integers(0, 255)), max_size=20)):
        damaged[place] = value
    cut = data.draw(st.integers(0, len(damaged)) | st.just(len(damaged)))
    read_or_refuse(bytes(damaged[:cut]))
