"""A directory of stations to play the day in: names as a bureau has them, made up for the most part."""

from models.stations import Station

_NAMES = (
    "古城 Gucheng|柏板 Baiban|尖草坪 Jiancaoping|新城 Xincheng|南寨 Nanzhai|光社 Guangshe|迎新 Yingxin|"
    "汇丰 Huifeng|柴村 Chaicun|上兰 Shanglan|阳曲 Yangqu|马头水 Matoushui|西墕 Xiyan|古交口 Gujiaokou|"
    "北营 Beiying|东山 Dongshan|河西 Hexi|桥头 Qiaotou|长风 Changfeng|平阳 Pingyang|小店 Xiaodian|"
    "坞城 Wucheng|许坦 Xutan|黄陵 Huangling|刘家堡 Liujiapu|杏花岭 Xinghualing|鼓楼 Gulou|三桥 Sanqiao|"
    "敦化坊 Dunhuafang|涧河 Jianhe|巨轮 Julun|大东关 Dadongguan|柳巷 Liuxiang|文庙 Wenmiao|庙前 Miaoqian|"
    "桃园 Taoyuan|老军营 Laojunying|郝庄 Haozhuang|万柏林 Wanbailin|兴华 Xinghua|下元 Xiayuan|和平 Heping|"
    "白家庄 Baijiazhuang|义井 Yijing|金胜 Jinsheng|晋祠 Jinci|晋源 Jinyuan|罗城 Luocheng|姚村 Yaocun|清徐 Qingxu"
)


def made_stations(how_many: int) -> tuple[Station, ...]:
    """Return stations with distinct names; when the names run out, a second one is called 古城二."""
    names = [name.split(" ") for name in _NAMES.split("|")]
    return tuple(_station(names[index % len(names)], index // len(names)) for index in range(how_many))


def _station(name: list[str], earlier: int) -> Station:
    """Return a station, numbered if others had the name earlier."""
    zh, en = name
    number = "" if earlier == 0 else f" {earlier + 1}"
    return Station(
        station=en.lower() + number.strip(),
        name_zh=f"{zh}{_ordinal(earlier)}派出所",
        name_en=f"{en}{number} station",
        call_zh=f"{zh}{_ordinal(earlier)}所",
    )


def _ordinal(earlier: int) -> str:
    if earlier == 0:
        return ""
    numerals = "一二三四五六七八九十"
    return numerals[earlier] if earlier < len(numerals) else str(earlier + 1)
