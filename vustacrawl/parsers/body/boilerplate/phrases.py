"""The words that pages of many languages put around and between their stories."""

from __future__ import annotations

import re

from vustacrawl.parsers.body.boilerplate.tail import is_after_the_story

_POINTER = re.compile(
    r"""(?:read\s(?:more|also|next)|see\salso|also\sread|explore\sfurther
      | lesen\ssie\s(?:auch|hier)|mehr\s(?:zum\sthema|dazu)|lire\s(?:aussi|la\ssuite)|[àa]\slire
      | lea\s(?:también|más)|leer\smás|te\spuede\sinteresar|ver\stambién|leia\s(?:também|mais)|(?:veja|saiba)\smais
      | confira\s(?:também|mais|as\súltimas)|leggi\s(?:anche|tutto)|lees\s(?:ook|meer|verder)
      | läs\s(?:också|mer|även)|les\s(?:også|mer)|læs\s(?:også|mere)|lue\s(?:myös|lisää)
      | (?:czytaj|zobacz)\s(?:też|także|więcej)|čtěte\s(?:také|více)|kapcsolódó\scikk|citește\s(?:și|mai)|vezi\sși
      | читайте\s(?:также|нас)|читайте\sтакож|по\sтеме(?=\s?:|$)|διαβάστε\s(?:επίσης|ακόμη|ακόμα|περισσότερα)
      | baca\s(?:juga|selengkapnya)|(?:simak|lihat)\sjuga|devamını\soku|xem\sthêm|đọc\sthêm
      | (?:اقرأ|إقرأ|شاهد|طالع)\s(?:أيضا|ايضا|المزيد)|بیشتر\sبخوانید|مزید\sپڑھیں|یہ\sبھی\sپڑھیں
      | (?:ये|यह|इसे)\sभी\sपढ़ें|और\sपढ़ें|আর[ওো]\sপড়ুন
      | (?:more(?:\son.{0,40})?|related|recommended|watch|listen|photos?|gallery|video
        |topics?|keywords?|filed\sunder|our\sstandards|disclaimer|feedback)\s?:
      )(?!\w)
    | 相关(?:阅读|新闻)|延伸阅读|推荐阅读|関連(?:記事|ニュース)|続きを読む|관련\s?기사|อ่าน(?:เพิ่มเติม|ต่อ|ข่าว)
    | (?:suivez-nous|síguenos|siga-nos|seguici|volg\sons|folgen\ssie\suns|подпи(?:сывайтесь|шитесь)|підпи(?:суйтес|шіт)ь
      | abonnez-vous|inscrivez-vous|suscríb[ea](?:te|se)|inscreva-se|iscriviti|zapisz\ssię)\b
    | 免责声明|扫一扫|[（(]原(?:标题|题为)""",
    re.VERBOSE | re.IGNORECASE,
)
_LINE_OF_THE_PAGE = re.compile(
    r"""(?:advertisement:?|anzeige|werbung|publicité|publicidade?|publicitate|pubblicità|reklam[ae]?|annons|annonce
        |advertentie|mainos|hirdetés|реклама|διαφήμιση|quảng\scáo|iklan|sponsored|[广廣]告|広告|광고|โฆษณา|विज्ञापन
        |إعلان|اعلان|תוכן\sפרסומי|פרסומת)
    | (?:story\s)?continues\s(?:below|after).{0,30}|(?:hide|view|show)\scaptions?|enlarge(?:\s(?:this\s)?image)?
    | share(?:\sthis)?(?:\s(?:article|story|post|page))?|teilen|partager|compartir|compartilhar|condividi|delen
    | udostępnij|поделиться|поділитися|bagikan|paylaş|شارك|مشاركة
    | シェア(?:する)?|공유(?:하기)?|แชร์|शेयर(?:\sकरें)?|分享(?:到)?[:：]?
    | (?:please\s)?follow\s(?:us.{0,60}|.{2,60}\son\s(?:twitter|facebook|instagram|youtube|telegram|x)\b.{0,60})
    | (?:sign\sup|subscribe)\b.{0,120}|click\shere\s(?:to|for)\s.{0,80}|(?:new\s?)?you\scan\snow\slisten\sto\s.{0,40}
    | (?:a\spost\sshared\sby|ein\sbeitrag\sgeteilt\svon|une\spublication\spartagée\spar
      |una\spublicación\scompartida|un\spost\scondiviso\sda)\s.{0,120}
    | (?:lesezeit:?\s)?\d{1,2}\smin(?:\.|ute[ns]?|utos|uti)?(?:\s(?:read|lesezeit|de\slectur[ae]))?
    | watch\svideo(?:\s\d+:\d\d)?|story\stools|pages?:?(?:\s\d{1,2}){2,}
    | loading\.*|print|email|copy\slink|comments?|\d+\scomments?|leave\sa\s(?:comment|reply)
    | getty\simages|reuters|afp|ap|dpa|(?:photos?|images?|fotos?|bild(?:er)?|crédits?|фото)\s?:.{0,80}
    | (?:©|\(c\)|copyright).{0,240}|all\srights\sreserved\.?|最新|.{0,20}(?:扫描|长按).{0,10}二维码.{0,20}
    | (?:[\[【（(]?(?:纠错|(?:(?:本文)?来源|责任编辑|责编|编辑|作者|原标题)\s?[:：][^。]{0,30})[\]】）)]?\s?){1,3}
    | \d+""",
    re.VERBOSE | re.IGNORECASE,
)
_MAX_ELSEWHERE = 60
_MAX_CREDIT = 80
_ELSEWHERE = re.compile(
    r"""(?:
      (?:more|other|latest|related|recommended|popular|trending|top|similar)\s(?:\w+\s){0,2}
        (?:stories|news|articles|posts|columns|reading|topics|subjects|coverage|headlines|content|videos)
    | (?:you\s(?:may|might)\s(?:also\s)?(?:like|be\sinterested\sin)|the\slatest\son|part\sof\scomplete\scoverage
        |more\sfrom)(?:\s.{1,30})?
    | related|recommended(?:\sfor\syou)?|most\s(?:read|popular|viewed)|read\snext|up\snext|don.t\smiss
    | (?:audios?|videos?|more)(?:\sand\s\w+)?\son\s(?:the|this)\s(?:topic|subject)|\w{2,20}\srecommends
    | (?:weitere|ähnliche|verwandte|andere)\s(?:themen|artikel|beiträge|meldungen|nachrichten)
    | mehr\szum\sthema|meistgelesen|das\skönnte\s(?:sie|dich)\sauch\sinteressieren|auch\sinteressant
    | (?:à\slire|lire|voir)\saussi|sur\sle\smême\s(?:sujet|thème)|articles?\s(?:similaires|liés|associés)|les\splus\slus
    | (?:noticias|artículos|temas|contenidos?)\srelacionad[oa]s?|te\spuede\sinteresar|lo\smás\s(?:leído|visto)
    | más\snoticias
    | (?:notícias|matérias|artigos)\srelacionad[oa]s|leia\stambém|veja\stambém|mais\slidas
    | (?:articoli|notizie)\scorrelat[ie]|leggi\sanche|potrebbe\sinteressarti|(?:i\s)?più\slett[ie]
    | lees\sook|gerelateerd(?:e\s\w+)?|meest\sgelezen|zobacz\s(?:też|także)|czytaj\s(?:też|także)
    | läs\smer|les\sogså|relaterade?\s\w+|lue\smyös|související\s\w+|kapcsolódó\s\w+|citește\sși|σχετικά\sάρθρα
    | читайте\s(?:также|также\sна\s.{2,20}|також)|по\sтеме|другие\sновости|материалы\sпо\sтеме
    | похожие\s(?:статьи|новости|материалы)|новости\sпартн[её]ров|смотрите\sтакже
    | (?:相关|热门|推荐|延伸|最新|精彩|更多)(?:阅读|新闻|文章|推荐|报道|内容|资讯)|猜你喜欢|为[你您]推荐|最近发表
    | 相關(?:新聞|文章|報導)|延伸閱讀|推薦閱讀|熱門新聞
    | 関連(?:記事|ニュース|リンク)|あわせて読みたい|おすすめ記事|(?:アクセス)?ランキング
    | 관련\s?(?:기사|뉴스)|많이\s?본\s?(?:뉴스|기사)
    | เรื่องที่เกี่ยวข้อง|ข่าวที่เกี่ยวข้อง|(?:اقرأ|إقرأ|شاهد)\s(?:أيضا?ً?|ايضا)|مواضيع\sذات\sصلة|مطالب\sمرتبط|اخبار\sمرتبط
    | ilgili\shaberler|berita\sterkait|artikel\sterkait|baca\sjuga|(?:ये|यह)\sभी\sपढ़ें|संबंधित\sखबरें
    )\s?[:：…»>]*""",
    re.VERBOSE | re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:\d+\s)?(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|komentarze"
    r"|комментарии|коментарі|bình luận|评论|評論|コメント|댓글|التعليقات)(?:\s?\(\d+\)|\s\d+)?:?"
    r"|join the (?:conversation|discussion)|(?:leave|post|add) (?:a|your) (?:comment|reply)",
    re.IGNORECASE,
)
_CREDITED = re.compile(
    r"(?:/|©|\bvia )[^.。()]{0,40}\b(?:Getty|Reuters|REUTERS|AFP|AP|EPA|dpa|Shutterstock|iStock|Alamy|Xinhua|TASS)\b"
    r"[^.]{0,30}$|\((?:AP Photo/|Photo by |Image credit)[^()]{0,60}\)\.?$"
)
"""How a caption without its image ends."""


def is_of_the_page(text: str) -> bool:
    """Whether a short line points to another page, is about this page and not of the story, or credits an image."""
    return bool(_LINE_OF_THE_PAGE.fullmatch(text) or _POINTER.match(text) or _CREDITED.search(text[-_MAX_CREDIT:]))


def heads_other_stories(text: str) -> bool:
    """Whether a line heads a list of other stories."""
    return len(text) <= _MAX_ELSEWHERE and bool(is_after_the_story(text) or _ELSEWHERE.fullmatch(text))


def heads_comments(text: str) -> bool:
    """Whether a line heads the comments."""
    return _COMMENTS.fullmatch(text) is not None
