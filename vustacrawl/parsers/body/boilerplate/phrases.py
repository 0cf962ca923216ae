"""Phrases that pages put around and between their articles: data, in the languages of the world's news.

Entries are case-insensitive regular expressions, a language or two per line; most are plain words.
"""

from __future__ import annotations

import re

from vustacrawl.parsers.body.captions import AGENCIES
from vustacrawl.parsers.html.text import phrases
from vustacrawl.parsers.thresholds import MAX_BUTTON, MAX_CREDIT_TEXT, MAX_LIST_HEADING, MAX_PAGE_LINE
from vustacrawl.text import fold

_HEADINGS = phrases(
    """
    xem them, read more, see more, cung chuyen muc, cung chu de, leave a reply, related posts, related news,
    related articles, other news, newer news, older news, y kien ban doc, y kien bach doc, binh luan, gui binh luan,
    comments, doc them, doc nhieu, doc nhieu nhat, xem nhieu, xem nhieu nhat, co the ban quan tam, xem them video,
    lee tambien, voir aussi
    """
)
"""Headings of what follows an article, as ``text.fold`` returns them: ``Bình luận``."""
_LIST_HEADING = re.compile(
    r"(?:cac |nhung )?(?:tin(?: tuc| bai)?|bai(?: viet)?)(?: lien quan)?"
    r" (?:khac|moi(?: nhat| hon| dang)?|cu hon|da (?:dang|dua)|noi bat|(?:doc|xem) nhieu(?: nhat)?)"
    r"|(?:cac |nhung )?(?:tin(?: tuc| bai)?|bai(?: viet)?|video|noi dung|chu de|thong tin)"
    r" (?:lien quan|cung (?:chuyen muc|muc|chu de|su kien|tac gia))"
    r"|(?:kinh )?moi (?:(?:quy )?(?:vi|ban doc|ban|doc gia|khan gia) )?(?:don )?(?:xem|doc|theo doi)(?: them| lai)?"
)
"""The same, of many forms: ``Các tin khác``, ``Bài viết cùng chủ đề``, ``Mời quý vị đón xem``."""
_BEFORE_LINK = phrases("doc tiep, tham khao them, bai truoc, bai sau, xem lai, xem tiep")
"""More words before a colon and a link to another article."""

_COUNTERS_AND_BUTTONS = (
    r"(?:lượt (?:xem|đọc)|số lượt xem|views?|đã xem)\s*:?\s*[\d.,]+",
    r"[\d.,]+\s*(?:lượt (?:xem|đọc)|views?)",
    r"post views:\s*[\d.,]+",
    r"\(?(?:số lần|đã) (?:đọc|xem)\s*:?\s*[\d.,]+(?: lần)?\)?",
    r"(?:(?:tổng )?(?:số )?lượt truy cập|đang (?:online|truy cập|trực tuyến)|tất cả|hôm (?:nay|qua))\s*:?\s*[\d.,]+",
    *("click để đánh giá bài viết", r"tổng số điểm của bài viết là\s*:.{0,40}"),
    (
        "(?:facebook|twitter|linkedin|e-?mail|zalo|print|pinterest|copy link|whatsapp|telegram|messenger|"
        "(?:share|tweet|post|pin|save)(?: (?:on|via|to|it|this))?|chia sẻ(?: bài viết)?(?: (?:lên|qua|trên))?|"
        r"in(?: bài(?: viết)?| trang)?|bản in|(?:nghe )?đọc bài(?: viết)?|(?:xem với )?cỡ chữ\s*:?[+\-A ]*|"
        "gửi email|lưu bài|like|thích|quay lại|[ |:,/])+"
    ),
    r"(?:tags?|từ khóa|từ khoá|keywords|nhãn|labels)\s*:.*",
    *("quảng cáo", "(?:show|load|view|hiển thị|hiện) (?:more|less|thêm)", "thu gọn", "rút gọn"),
    "(?:trở )?(?:về|lên) đầu trang",
    r"(?:đánh giá(?: bài viết)?\s*:?\s*)?[\d.,]+\s*/\s*\d+\s*[-–]?\s*\([\d.,]+ (?:đánh giá|bình chọn|votes?)\)",
    "tm-img-alt",
    r"(?:https?:)?//\S+\.(?:jpe?g|png|gif|webp)(?:\?\S*)?",
)
"""Whole lines: view counters, share bars, ratings, lists of tags, image URLs."""

_READ_ALSO = (
    *(
        "read (?:more|also|next)",
        "(?:next|previous) (?:article|story|post)",
        "go deeper(?=:)",
        "see also",
        "also read",
        "explore further",
    ),
    *("lesen sie (?:dazu |hier |jetzt )?(?:auch|hier|mehr)", "mehr (?:zum thema|dazu)", "weiterlesen"),
    *("lire (?:aussi|la suite)", r"(?:[àa] )?lire(?=\s?:)", "[àa] lire"),
    *("(?:lea|lee) (?:también|más)", "leer más", "te puede interesar", "(?:ver|mirá|mira) también"),
    *("segu(?:í|ir) leyendo", "sig(?:a|ue) leyendo"),
    *("leia (?:também|mais)", "(?:veja|saiba) mais", "confira (?:também|mais|as últimas)"),
    *("leggi (?:anche|tutto)", "(?:ti )?potrebbe interessar(?:ti|e)(?: anche)?"),
    "lees (?:ook|meer|verder)",
    *("läs (?:också|mer|även)", "les (?:også|mer)", "læs (?:også|mere)", "lue (?:myös|lisää)"),
    *("(?:czytaj|zobacz) (?:też|także|więcej)", "čtěte (?:také|více)"),
    "kapcsolódó cikk",
    *("citește (?:și|mai)", "vezi și"),
    *("читайте (?:также|нас)", "читайте також", r"по теме(?=\s?:|$)"),
    "διαβάστε (?:επίσης|ακόμη|ακόμα|περισσότερα)",
    *("baca (?:juga|selengkapnya)", "(?:simak|lihat) juga"),
    "devamını oku",
    *("xem thêm", "đọc thêm"),
    "(?:اقرأ|إقرأ|شاهد|طالع) (?:أيضا|ايضا|المزيد)",
    "بیشتر بخوانید",
    "مزید پڑھیں",
    "یہ بھی پڑھیں",
    *("(?:ये|यह|इसे) भी पढ़ें", "और पढ़ें"),
    "আর[ওো] পড়ুন",
)
"""Beginnings of lines that point to another page, up to the end of a word: ``Read more: …``, ``Xem thêm …``. Such words
alone head a list of other articles; a sentence of the article may begin the same way.
"""
_POINTER_LABEL = (
    r"(?:more(?: on.{0,40})?|related|recommended|watch|listen|photos?|gallery|video|full (?:coverage|story)|xem|đọc"
    r"|(?:previous|next) (?:message|post|article|story)|bài (?:trước|sau))\s?:"
)

_ADS = (
    *("anzeige", "werbung", "publicit", "publicid", "pubblicit", "advertentie", "annons", "annonce"),
    *("reklam", "mainos", "hirdet", "реклам", "διαφήμισ", "iklan", "wideo"),
)
_GOES_ON = (
    *("continu", "resume", "weiter", "suite", "segu", "sigue", "prosegue", "verder", "fortsætter", "fortsätter"),
    *("fortsetter", "jatkuu", "dals[zj]", "pokrač", "folytat", "продолж", "συνεχ", "devam", "lanjut"),
)
"""Words in lines that say that the text continues below an advertisement: ``La suite après la publicité``."""

_LABELS = (
    r"(?:topics?|keywords?|filed under|our standards|disclaimer|feedback)\s?:",
    *("相关(?:阅读|新闻)", "延伸阅读", "推荐阅读"),
    *("関連(?:記事|ニュース)", "続きを読む"),
    r"관련\s?기사",
    "อ่าน(?:เพิ่มเติม|ต่อ|ข่าว)",
    (
        r"(?:suivez-nous|síguenos|siga-nos|seguici|volg ons|folgen sie uns|подпи(?:сывайтесь|шитесь)|"
        r"підпи(?:суйтес|шіт)ь|abonnez-vous|inscrivez-vous|suscríb[ea](?:te|se)|inscreva-se|iscriviti|"
        r"zapisz się)\b"
    ),
    *("免责声明", "版权声明", "扫一扫", "[上下]一篇[:：]"),
    "[（(]原(?:标题|题为)",
)
"""Beginnings of lines about the page, and of pointers that the next word may follow without a space."""

_PAGE_LINES = (
    r"advertisement(?:[\s:·-]*(?:scroll|swipe|skip) .{2,40})?:?",
    *("ad", "anzeige", "werbung"),
    "publicité",
    "publicidade?",
    *("publicitate", "pubblicità"),
    *("reklam[ae]?", "annons", "annonce", "advertentie", "mainos"),
    "hirdetés",
    *("реклама", "διαφήμιση"),
    *("quảng cáo", "iklan"),
    "sponsored",
    *("[广廣]告", "広告", "광고"),
    *("โฆษณา", "विज्ञापन"),
    "إعلان",
    "اعلان",
    "תוכן פרסומי",
    "פרסומת",
    r"(?:(?:story|article|content) )?continue[sd]? (?:below|after|reading)\b.{0,30}",
    *("ad feedback", "scroll down for .{2,20}", "data (?:utworzenia|publikacji|aktualizacji)\\s?:.{0,40}"),
    *("(?:(?:live )?video|poll|player) (?:loading|unavailable|player)\\.*", "(?:click|tap|press) to play"),
    *(r"(?:play|watch)(?: (?:now|video|again))?", r"the video will (?:start|auto-?play) .{0,30}"),
    *(r"[\d,.]+\+? votes?(?: so far)?", "media playback is .{5,60}", "this video (?:can ?not|is not) .{5,60}"),
    *("delivery: (?:daily|weekly|varies)", "your weekly .{5,60}", "end quote.{0,60}", '[“"]?start quote'),
    *("thread starter .{1,40}", "start date .{6,30}"),
    *("(?:already|are you) an? (?:subscriber|member)\\b.{0,60}", "get (?:unlimited|full) (?:digital )?access .{2,80}"),
    *(
        "pour lire la suite.{5,100}",
        "déjà abonné.{0,60}",
        "réservé aux abonnés.{0,60}",
        "jetzt (?:abonnieren|registrieren).{0,60}",
    ),
    *(
        "si ya eres suscriptor.{0,80}",
        "contenido exclusivo para .{2,40}",
        "già abbonato.{0,60}",
        "já é assinante.{0,60}",
    ),
    *(
        "(?:enjoy(?:ing|ed)?|like|love) (?:this|what you).{2,40}\\?.{0,80}",
        "¿te (?:gustó|ha gustado) .{2,40}\\?.{0,60}",
    ),
    "this (?:article|story|post) is (?:more than|over) .{3,20} old.?",
    "(?:got|have) an? (?:news |confidential )?(?:tip|story idea)s?\\b.{0,100}",
    "to (?:see|read) more, (?:visit|go to) .{4,80}",
    "нашли (?:опечатку|ошибку).{0,80}",
    *("(?:dapatkan|simak|ikuti|cek) (?:update|berita|informasi|breaking).{5,240}", "この記事に関する.{2,12}"),
    "نهاية",
    r"więcej (?:\w+ ){0,2}informacji znajdziesz .{5,60}",
    *(r"list of \d+ items", r"list \d+ of \d+", "end of list", r"\d{1,3} of \d{1,3}", r"show all(?: \d{1,3})?"),
    *(r"\d{1,2}:\d\d\s?/\s?\d{1,2}:\d\d", "artikel anhören.{0,20}", "article réservé .{2,20}abonnés"),
    r"(?:temps de lecture|lesedauer|tiempo de lectura|tempo d[ei] le[it]tura)\s?:?\s?\d{1,2}\s?min\w*\.?",
    ".{2,60} is not responsible for the content of external .{2,20}",
    "(?:spotted|seen|found|noticed) an? (?:typo|error|mistake).{0,80}",
    "read the (?:full|whole|original) (?:story|article|post|report)(?: here)?.?",
    "(?:support|fund) (?:our|local|independent|quality) (?:work|journalism|reporting).{0,100}",
    r"(?:catch all .{5,100} download|download our) .{0,40}\bapp\b.{0,60}",
    r"download the .{2,40}\bapp\b (?:for|to get) .{2,60}",
    "before it.s here, it.s on the bloomberg terminal.{0,20}",
    "join our .{0,40}(?:whatsapp|telegram).{0,80}",
    *("vui lòng (?:gõ|nhập) tiếng việt có dấu.?", "riproduzione riservata.?", r".{0,30}무단\s?전재.{0,40}"),
    *("(?:hide|view|show) captions?", "enlarge(?: (?:this )?image)?"),
    "share(?: this)?(?: (?:article|story|post|page))?",
    *("teilen", "partager", "compartir"),
    *("compartilhar", "condividi"),
    *("delen", "udostępnij"),
    *("поделиться", "поділитися"),
    *("bagikan", "paylaş"),
    "شارك",
    "مشاركة",
    *("シェア(?:する)?", "공유(?:하기)?", "แชร์"),
    "शेयर(?: करें)?",
    "分享(?:到)?[:：]?",
    r"(?:please )?follow (?:us.{0,60}|.{2,60} on (?:twitter|facebook|instagram|youtube|telegram|x)\b.{0,60})",
    r"(?:sign up|subscribe)\b.{0,120}",
    "click here (?:to|for) .{0,80}",
    "after newsletter promotion",
    *("listen to this (?:article|story)", "reuse this content", "explore more on these topics"),
    r"(?:lần )?cập nhật (?:lần )?cuối\b.{0,60}",
    *(
        "the post .{1,160} (?:appeared first|first appeared) on .{1,80}",
        "bài viết .{1,160} đã xuất hiện đầu tiên .{1,80}",
    ),
    *(r"like this\s?:?", r"like loading\.*", r"thích điều này\s?:?", r"thích đang tải\.*"),
    *("your email address will not be published.{0,80}", "email của bạn sẽ không được hiển thị công khai.{0,80}"),
    *(
        "you must be logged in to (?:post a )?(?:comment|reply).?",
        "(?:bạn (?:phải|cần) )?đăng nhập để .{2,20} (?:bình luận|phản hồi|ý kiến).?",
    ),
    *("comments (?:are|have been) closed.?", "(?:no|0) comments(?: yet)?.?", "(?:chưa|không) có bình luận(?: nào)?.?"),
    *("to view this video please enable javascript.*", "your browser does not support .{1,60}"),
    r"printed from https?://\S+",
    *(r"link (?:nội dung\s*:|bài gốc).{0,200}", r"liên hệ quảng cáo\s*:.{0,40}"),
    "a version of this (?:article|story|review) appear(?:s|ed) in (?:the )?print .{0,200}",
    r"(?:new\s?)?you can now listen to .{0,40}",
    (
        "(?:a post shared by|ein beitrag geteilt von|une publication partagée par|"
        "una publicación compartida|un post condiviso da) .{0,120}"
    ),
    r"(?:lesezeit:? |(?:estimated )?reading time:? |thời gian đọc:? )?\d{1,2} (?:min(?:\.|ute[ns]?|utos|uti)?|phút)"
    "(?: (?:read|lesezeit|de lectur[ae]|đọc))?",
    r"watch video(?: \d+:\d\d)?",
    "in this (?:article|story|post|guide):?",
    *("on this page:?", "table of contents:?", "jump to(?: section)?:?", "inhaltsverzeichnis", "sommaire"),
    *("story tools", r"pages?:?(?: \d{1,2}){2,}", r"loading(?:\.*|…)"),
    *("print", "email", "copy link", r"[_#=~*–—-](?:\s?[_#=~*–—-]){2,}"),
    *("getty images", "reuters", "afp", "ap", "dpa"),
    r"(?:photos?|images?|fotos?|bild(?:er)?|crédits?|фото)\s?:.{0,80}",
    *(r"(?:©|\(c\)|copyright(?=\s*(?:©|\(c\)|:|by\b|.*\b(?:19|20)\d\d|$))).{0,240}", r"all rights reserved\b.{0,60}"),
    (
        r"\*?\s?(?:kính )?mời (?:quý )?(?:bạn(?: đọc)?|độc giả|quý vị)(?: đón)? (?:vào chuyên mục .{1,40} )?"
        "(?:xem|đọc|theo dõi|tham khảo) (?:thêm|tiếp|các tin,?|các chương trình) .{0,120}"
    ),
    r"theo dõi .{2,60} trên (?:google news|facebook|zalo|youtube|tiktok)\W*",
    "最新",
    ".{0,20}(?:扫描|长按).{0,10}二维码.{0,20}",
    r"(?:[\[【（(]?(?:纠错|(?:(?:本文)?来源|责任编辑|责编|编辑|作者|原标题)\s?[:：][^。]{0,30})[\]】）)]?\s?){1,3}",
)
"""Whole lines about the page rather than the article: advertisement labels, share buttons, image credits."""

_ABOUT_AUTHOR = (
    *("about the (?:authors?|writers?)", "über d(?:en|ie) autor(?:in|en)?", "zu[rm] (?:person|autor(?:in)?)"),
    *("à propos de l.auteur", "sobre (?:el|la|o|a) autora?", "informazioni sull.autore", "over de auteur", "об авторе"),
    *("về tác giả", "đôi nét về tác giả"),
)
"""Headings of what introduces the author."""

_OTHER_ARTICLES = (
    (
        r"(?:more|other|latest|related|recommended|popular|trending|top|similar) (?:\w+ ){0,2}(?:stories|"
        r"news|articles|posts|columns|reading|topics|subjects|coverage|headlines|content|videos)"
    ),
    (
        "(?:you (?:may|might) (?:also )?(?:like|be interested in)|the latest on|"
        "part of complete coverage|more from)(?: .{1,30})?"
    ),
    *_ABOUT_AUTHOR,
    *("related(?: (?:internet|external) links)?", "recommended(?: for you)?", "most (?:read|popular|viewed)"),
    *("up next", "don.t miss", "also on .{2,30}", "mehr auf .{2,30}"),
    r"(?:audios?|videos?|more)(?: and \w+)? on (?:the|this) (?:topic|subject)",
    r"\w{2,20} recommends",
    "(?:weitere|ähnliche|verwandte|andere) (?:themen|artikel|beiträge|meldungen|nachrichten)",
    *("meistgelesen", "das könnte (?:sie|dich) auch interessieren", "auch interessant"),
    *("(?:à lire|lire|voir) aussi", "sur le même (?:sujet|thème)"),
    *("articles? (?:similaires|liés|associés)", "les plus lus"),
    *("(?:noticias|artículos|temas|contenidos?) relacionad[oa]s?", "lo más (?:leído|visto)", "más noticias"),
    *("(?:notícias|matérias|artigos) relacionad[oa]s", "veja também", "mais lidas"),
    *("(?:articoli|notizie) correlat[ie]", "potrebbe interessarti", "(?:i )?più lett[ie]"),
    *(r"gerelateerd(?:e \w+)?", "meest gelezen", r"relaterade? \w+"),
    *(r"související \w+", r"kapcsolódó \w+", "σχετικά άρθρα"),
    *("читайте также на .{2,20}", "другие новости", "материалы по теме"),
    *("похожие (?:статьи|новости|материалы)", "новости партн[её]ров"),
    "смотрите также",
    "(?:相关|热门|推荐|延伸|最新|精彩|更多)(?:阅读|新闻|文章|推荐|报道|内容|资讯)",
    *("猜你喜欢", "为[你您]推荐", "最近发表"),
    *("相關(?:新聞|文章|報導)", "延伸閱讀", "推薦閱讀", "熱門新聞"),
    *("【?関連(?:記事|ニュース|リンク)】?", "あわせて読みたい", "おすすめ記事", "(?:アクセス)?ランキング"),
    *(r"관련\s?(?:기사|뉴스)", r"많이\s?본\s?(?:뉴스|기사)"),
    *("เรื่องที่เกี่ยวข้อง", "ข่าวที่เกี่ยวข้อง"),
    "(?:اقرأ|إقرأ|شاهد) أيضا?ً?",
    "مواضيع ذات صلة",
    "مطالب مرتبط",
    "اخبار مرتبط",
    *("ilgili haberler", "berita terkait", "artikel terkait", "संबंधित खबरें"),
)
"""Headings of lists of other articles; a colon, dots or an arrow may follow."""

_COMMENTS = (
    (
        r"(?:\d+ )?(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|"
        r"komentarze|комментарии|коментарі|bình luận|nhận xét|评论|評論|コメント|댓글|التعليقات)(?:\s?\(\d+\)| \d+)?:?"
    ),
    r"(?:ý kiến|phản hồi)(?: của)? (?:bạn(?: đọc)?|độc giả)(?:\s?\(\d+\))?:?",
    (
        "\\d{1,4} (?:thoughts?|responses?|replies|réponses?|respuestas?|rispost[ae]|reacties|antworten|phản hồi)"
        "(?: (?:on|to|for|à|a|auf|zu|op|cho) .{1,200})?:?"
    ),
    "join the (?:conversation|discussion)",
    "(?:leave|post|add) (?:a|your) (?:comment|reply)(?: cancel reply)?",
    "(?:để lại|gửi|viết)(?: một)? (?:bình luận|trả lời|phản hồi|ý kiến)(?: của bạn)?(?: h[ủu][ỷy]?)?",
)
"""Headings of comments."""

_CREDITS = (
    rf"(?:/|©|\bvia )[^.。()]{{0,40}}\b(?:{AGENCIES})\b[^.]{{0,30}}$",
    r"\((?:AP Photo/|Photo by |Image credit)[^()]{0,60}\)\.?$",
)
"""The end of a caption whose image is missing."""

_ARROWS = "»›>▶►→ "
"""Before a pointer: ``» LIRE AUSSI - …``."""
_COUNT = " 0123456789"
"""What may follow such a heading: ``Ý kiến bạn đọc (2)``."""
_COUNTER = re.compile(r"\d{1,7}|\d{1,3}(?:[.,]\d{3}){1,2}")


def _any(*tokens: str, after: str = "") -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(tokens)}){after}", re.IGNORECASE)


_NOISE = _any(*_COUNTERS_AND_BUTTONS)
_POINTER = _any(*_READ_ALSO, _POINTER_LABEL, after=r"(?!\w)")
_LABEL = _any(*_LABELS)
_PAGE_LINE = _any(*_PAGE_LINES, *_COMMENTS)
_OTHER = _any(*_OTHER_ARTICLES, *_READ_ALSO, after=r"\s?[:：…»>]*")
_COMMENT = _any(*_COMMENTS)
_AUTHOR = _any(*_ABOUT_AUTHOR, after=r"\s?:?")
_CREDIT = re.compile("|".join(_CREDITS))
_AD, _GOES_ON_BELOW = (re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE) for words in (_ADS, _GOES_ON))
_REQUESTS = {
    "consider": _any(
        r".{0,120}\bconsider (?:making a donation|donating|becoming a|supporting (?:us|our)|subscribing)\b.{0,60}"
    ),
    "newsletter": _any(r"[\[(]?(?:[^.?!]{3,80}[.?!]\s){1,2}(?:sign up|subscribe)\b.{0,60}newsletters?.{0,20}"),
}
"""Lines that ask for something after other words, by a word that each of them contains."""


def is_tail_heading(text: str) -> bool:
    """Whether a line is the heading of what follows an article: ``Tin liên quan``, ``Bình luận``."""
    return len(text) <= MAX_LIST_HEADING and _heads_list(fold(text).rstrip(_COUNT))


def _heads_list(folded: str) -> bool:
    return folded in _HEADINGS or _LIST_HEADING.fullmatch(folded) is not None


def tail_heading_before_colon(text: str) -> bool:
    """Whether a line begins with such a heading and a colon: ``Xem thêm: …``."""
    mark, colon, _ = text[: MAX_LIST_HEADING + 1].partition(":")
    folded = fold(mark) if colon else ""
    return folded in _BEFORE_LINK or _heads_list(folded)


def is_noise(text: str) -> bool:
    """Whether a line is not part of an article: a view counter, a share bar, a list of tags."""
    return is_button(text) or is_counter(text)


def is_button(text: str) -> bool:
    """Like ``is_noise``, but without bare numbers, which may belong to an article."""
    return len(text) <= MAX_BUTTON and bool(_NOISE.fullmatch(text))


def is_counter(text: str) -> bool:
    """Whether a line is a bare number, like a view counter."""
    return _COUNTER.fullmatch(text) is not None


def is_page_line(text: str) -> bool:
    """Whether a short line is about the page rather than the article, or credits an image."""
    if _PAGE_LINE.fullmatch(text) or _LABEL.match(text) or _CREDIT.search(text[-MAX_CREDIT_TEXT:]):
        return True
    if len(text) <= MAX_LIST_HEADING and _AD.search(text) and _GOES_ON_BELOW.search(text):
        return True
    return any(word in text and request.fullmatch(text) for word, request in _REQUESTS.items())


def is_pointer(text: str) -> bool:
    """Whether a line begins like a pointer to another page: ``Read more``, ``Xem thêm: …``."""
    return _POINTER.match(text.lstrip(_ARROWS)) is not None


def after_pointer(text: str) -> str:
    """Return the text without such a beginning."""
    return _POINTER.sub("", text.lstrip(_ARROWS), count=1)


def heads_other_articles(text: str) -> bool:
    """Whether a line is the heading of a list of other articles."""
    return len(text) <= MAX_LIST_HEADING and bool(is_tail_heading(text) or _OTHER.fullmatch(text))


def heads_author(text: str) -> bool:
    """Whether a line is the heading of what introduces the author."""
    return len(text) <= MAX_LIST_HEADING and _AUTHOR.fullmatch(text) is not None


def heads_comments(text: str) -> bool:
    """Whether a line is the heading of the comments."""
    return len(text) <= MAX_PAGE_LINE and _COMMENT.fullmatch(text) is not None


def may_be_sub_head(text: str) -> bool:
    """Whether a heading of comments may also be a sub-heading of the article: it has no count and no request."""
    return " " not in text.rstrip(": ") or text.casefold().rstrip(": ") == "bình luận"
