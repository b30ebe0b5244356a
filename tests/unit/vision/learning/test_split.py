"""All pictures of a camera are for the same, in every set; numbers in a set say nothing of cameras."""

from vision.learning.split import Split, numbered, split_of

CAMERAS = [f"3402000000132{number:07}" for number in range(2000)]


def test_about_a_fifth_of_the_cameras_is_for_val() -> None:
    """Neighbours in number are not neighbours here."""
    val = [camera for camera in CAMERAS if split_of(camera) is Split.VAL]
    assert 350 < len(val) < 450
    assert len({int(camera) % 10 for camera in val}) == 10


def test_a_camera_is_never_moved() -> None:
    """Written down: a change would let what was learnt from into what is judged by."""
    words = ["train", "train", "val", "val", "train", "val", "train", "train"]
    assert [split_of(camera).value for camera in "abcdefgh"] == words


def test_numbers_do_not_follow_the_ids() -> None:
    """Each camera has one of its own, from 1, in another order."""
    numbers = numbered(set(CAMERAS))
    assert sorted(numbers.values()) == list(range(1, len(CAMERAS) + 1))
    order = [numbers[camera] for camera in CAMERAS]
    assert order != sorted(order)
    assert order != sorted(order, reverse=True)
