"""The sound of names that were written in Chinese characters or in pinyin.

Officials write Uyghur and Kazakh names in Chinese characters by their sound, and reports write those
characters in pinyin: Memet becomes 买买提, and Maimaiti. Chinese has no final consonants except n and ng, so
these forms have vowels that the name does not have. Only the consonants remain. The search compares them with
the consonants of the folded keys: those of Abdureshit and of 阿卜杜热西提 are both "aptrsht".
"""

import re

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN = re.compile(f"[{_HAN}]+")
WORD = re.compile(rf"[{_HAN}]+|[^\s{_HAN}]+")

# The characters that officials use to write names by their sound, by pinyin syllable.
_CHARACTERS = """
a阿 ai艾爱哎 an安 ang昂 ao奥 ba巴八 bai拜白百 ban班半 bao包 bei贝北 ben本 bi比毕 bie别 bin宾 bo博波伯 bu布卜不步
ca擦 cai才 cha查 che车 da达大 dai代岱 dan丹旦 dang当 dao道 de德 deng登 di迪地底的 ding丁 dong东 dou斗 du杜都 dun敦 duo多
e厄 en恩 er尔儿耳 fa法 fan凡 fei菲 fu夫甫福 ga尕 gai盖 gan甘 gang刚 ge格戈 gen根 gu古谷 gui贵 guo果
ha哈 hai海 han汗罕 hao好 he合赫和 hei黑 hong洪 hou候 hu胡呼虎 hua花 huo霍
ji吉基及 jia加贾佳 jian健 jiang江姜 jie杰 jin金 jing景 ju居 jun军
ka卡喀 kai凯开 kan坎 kang康 ke克柯科可 ken肯 kong孔 ku库 kui奎 kun坤昆
la拉 lai来莱 lan兰 lang朗 lao劳 le勒 lei雷 leng楞 li力里丽利黎李礼 lian莲 liang良 lin林 ling令 liu柳 long龙 lu鲁路卢 lun伦 luo罗洛
ma马玛麻 mai买麦迈 man曼满 mang芒 mao毛 mei美梅 men门 meng孟 mi米密 mian绵 ming明 mo莫 mu木姆穆
na娜那纳 nai乃奈 nan南 ni尼妮 niu牛 nu努 nuo诺 ou欧 pa帕怕 pai派 pan盘 pei佩 pi皮 pin品 po泼 pu普
qi其齐奇 qia恰 qiang强 qiao巧 qie切 qin钦 qing青 ran然 re热 ren仁 ri日 rou肉柔 ru如茹入 rui瑞 ruo若
sa萨撒 sai赛塞 san散 sang桑 se色 sen森 sha沙夏 shan山 shang尚 she舍 shen申 sheng生 shi什示史 shu叔 si斯司 song松 su苏素 sui绥 sun孙 suo索
ta塔他 tai太台泰 tan坦 tang唐 te特 teng腾 ti提铁 tie贴 ting亭 tong通 tu吐图土 tuo托拖 wa瓦 wai外 wan万 wang旺 wei维韦伟威 wen文温 wu吾乌武伍 xi西希喜 xia霞 xian仙
xiang香 xiao肖 xie谢 xin新 xu许徐 xun逊 ya亚雅牙 yan燕 yang杨 yao尧 ye叶也耶 yi依伊义衣益 yin因 ying英 yong永 you尤友 yu玉于语 yuan元 yue约月 yun云
za扎 zai再 zan赞 zao早 ze则 zha札 zhai宅 zhan占 zhang张 zhao照 zhe者 zhen珍 zheng正 zhi支 zhu朱 zhuo卓 zi孜子 zong宗 zu祖 zuo佐
"""
# The sound that officials mean by a syllable, where it differs from pinyin.
_MEANT = {"xun": "sun", "zha": "za", "er": "r", "wu": "u", "fu": "pu", "ao": "o"}
_INITIALS = {"q": "ch", "x": "sh", "c": "s"}

_SYLLABLE_OF = {
    character: syllable
    for syllable, characters in re.findall(r"([a-z]+)([^\sa-z]+)", _CHARACTERS)
    for character in characters
}
_SYLLABLES = frozenset(_SYLLABLE_OF.values())
_LONGEST = max(map(len, _SYLLABLES))


def _intended_sound(syllable: str) -> str:
    initial = "" if syllable[1:2] == "h" else _INITIALS.get(syllable[0], "")
    return _MEANT.get(syllable) or (initial + syllable[1:] if initial else syllable)


def romanise(characters: str) -> str:
    """The sound of Chinese characters in Latin letters; empty if one of them is not used for names."""
    syllables = [_SYLLABLE_OF.get(character, "") for character in characters]
    return "".join(map(_intended_sound, syllables)) if all(syllables) else ""


def romanise_pinyin(word: str) -> str:
    """The sound of a word in pinyin; empty if the word cannot be pinyin."""
    return "".join(map(_intended_sound, _syllables(word)))


def _syllables(word: str) -> list[str]:
    """The longest pinyin syllables that make up the whole word; empty if it cannot be divided."""
    read: dict[int, list[str]] = {len(word): []}  # the syllables from each letter to the end
    for start in reversed(range(len(word))):
        for end in range(min(start + _LONGEST, len(word)), start, -1):
            if end in read and word[start:end] in _SYLLABLES:
                read[start] = [word[start:end], *read[end]]
                break
    return read.get(0, [])
