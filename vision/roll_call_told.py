"""A roll-call check told: in words for whoever runs it, as observations, and drawn."""

from datetime import datetime

from msgspec import Struct

from models.alerts import Words
from models.ids import Badge, CameraId, PictureRef, StationId
from models.observations import Look, Observation, Seen
from vision.look import Sight
from vision.picture import Picture
from vision.roll_call import Asked, Before, Found, Item, RollCall
from vision.uniform import light_measures
from vision.uniform_marks import boxes_drawn, frame_drawn, torsos_drawn
from vision.why import Why


class Whose(Struct, frozen=True):
    """Whom the check is of."""

    station: StationId
    camera: CameraId
    badge: Badge


def observations(
    judged: RollCall, asked: Asked, whose: Whose, taken_at: datetime, still: PictureRef | None
) -> list[Observation]:
    """Return what to tell: whether the check was passed, and each part that failed."""
    scores = [item.sight.score for item in judged.items if item.of in asked.required]
    sure = 0.0 if judged.verdict is Seen.UNKNOWN else min(scores)

    def told(kind: Look, sight: Sight) -> Observation:
        return Observation(
            station=whose.station,
            camera=whose.camera,
            occurred_at=taken_at,
            kind=kind,
            seen=sight.seen,
            score=sight.score,
            picture=still,
            badge=whose.badge,
        )

    return [told(Look.ROLL_CALL, Sight(judged.verdict, sure)), *(told(*fault) for fault in faults(judged))]


def faults(judged: RollCall) -> list[tuple[Look, Sight]]:
    """Return what is wrong with the uniform."""
    return [
        (item.of, item.sight)
        for item in judged.items
        if isinstance(item.of, Look) and item.sight.seen is Seen.FAULT
    ]


def measures(judged: RollCall) -> dict[str, float]:
    """Return what it was judged by, by name."""
    share = None if judged.vest is None else judged.vest[1].share
    values = {**light_measures(judged.light), **({} if share is None else {"vest_share": share})}
    return {name: round(float(value), 4) for name, value in values.items()}


def drawn(picture: Picture, judged: RollCall, found: Found | None) -> Picture:
    """Return a copy with the frame, the torso and what a detector found."""
    copy = boxes_drawn(picture, () if found is None else tuple(found.boxes))
    copy = frame_drawn(copy, picture, judged.frame)
    return copy if judged.vest is None else torsos_drawn(copy, picture, [judged.vest])


VERDICTS = {
    Seen.WELL: Words("合格", "passed"),
    Seen.FAULT: Words("不合格（待人工确认）", "not passed (a person must confirm)"),
    Seen.UNKNOWN: Words("无法判定，请人工检查", "not known; please check by eye"),
}
SEEN = {
    Seen.WELL: Words("正常", "well"),
    Seen.FAULT: Words("有问题", "fault"),
    Seen.UNKNOWN: Words("看不清", "unknown"),
}
ITEMS: dict[Before | Look, Words] = {
    Before.PRESENT: Words("人员", "person"),
    Before.PICTURE: Words("画面", "picture"),
    Look.HEADGEAR: Words("警帽", "cap"),
    Look.VEST: Words("反光背心", "vest"),
    Look.DRESS: Words("着装", "dress"),
    Look.BADGE: Words("警号", "badge"),
}
WHY = {
    Why.VEST_COLOUR: Words("看到荧光色", "its colour is seen"),
    Why.NO_VEST_COLOUR: Words("未看到荧光色", "its colour is not seen"),
    Why.NEAR_VEST_COLOUR: Words("颜色接近但不能确定", "a colour near it, not surely a vest"),
    Why.TORSO_SMALL: Words("人像太小，请靠近", "too small; come closer"),
    Why.TORSO_UNCLEAR: Words(
        "未见完整站姿，请全身入框", "not standing in full; stand in the frame from head to feet"
    ),
    Why.DARK: Words("光线太暗", "too dark"),
    Why.BURNT: Words("曝光过度", "overexposed"),
    Why.COLOURLESS: Words("画面无色彩（夜视？）", "no colours (infrared?)"),
    Why.TINTED: Words("灯光偏色", "the light is tinted"),
    Why.BLURRED: Words("画面模糊", "blurred"),
    Why.COVERED: Words("镜头被遮挡", "the lens is covered"),
    Why.PICTURE_GOOD: Words("清晰，光线充足", "sharp and light enough"),
    Why.DETECTED: Words("检测器识别", "the detector says so"),
    Why.NOT_DETECTED: Words("检测器未给出结果", "the detector says nothing"),
    Why.DISAGREE: Words("检测器与颜色判断不一致", "the detector and the colour disagree"),
    Why.NO_DETECTOR: Words("没有检测器，未检查", "not checked, no detector"),
    Why.PERSON: Words("框内一人", "one person in the frame"),
    Why.SAID: Words("检查人确认在框内", "whoever checks says that the officer is there"),
    Why.NOBODY: Words("框内无人", "nobody in the frame"),
    Why.SEVERAL: Words("框内不止一人，请他人离开", "several people in the frame; others please step aside"),
    Why.EMPTY: Words("框内空白", "nothing in the frame"),
    Why.UNSURE: Words(
        "没有检测器，不能确认框内有人", "without a detector nobody knows whether anybody is there"
    ),
}


def in_words(judged: RollCall, badge: Badge) -> list[str]:
    """Return lines: Chinese, then English."""
    verdict = VERDICTS[judged.verdict]
    zh = [f"{badge} 岗前检查：{verdict.zh}", *(_line(item).zh for item in judged.items)]
    en = [f"{badge} roll-call check: {verdict.en}", *(_line(item).en for item in judged.items)]
    return [*zh, "", *en]


def _line(item: Item) -> Words:
    of, seen, why = ITEMS[item.of], SEEN[item.sight.seen], WHY[item.why]
    return Words(f"  {of.zh}：{seen.zh}，{why.zh}", f"  {of.en}: {seen.en}, {why.en}")
