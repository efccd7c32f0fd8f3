package extract

import "regexp"

// What blocks say that are no part of the story, in the languages of many news
// sites. In these patterns \b stands only next to ASCII letters.
var (
	noteWords = mustWords(`^(correction|corrections|clarification|editor[’']?s[’']? note|editors[’'] note|update)s?\b[^.]{0,40}[:,—–-]|^(this|an earlier version of this|a previous version of this) (article|story|post|column|piece|report|headline)\b.{0,60}\b(was|has been|have been|misstated|misspelled|misidentified|incorrectly|wrongly|said|gave|updated|corrected|amended)\b|^an earlier version of\b` +
		`|^(korrektur|berichtigung|richtigstellung|anm(erkung)?\.? der redaktion|hinweis der redaktion)\b.{0,40}:|^(rectificatif|correction|note de la rédaction|erratum|précision)\b.{0,40}:|^(corrección|fe de errat(as|a)|nota del editor|nota de la redacción|aclaración)\b.{0,40}:|^(correção|errata|erramos|nota d[ao] reda(ção|tor)|nota do editor)\b.{0,40}:|^(исправление|уточнение|поправка|примечание редакции|от редакции).{0,80}[:.]|^[【（(]?(訂正|お詫びと訂正|编者按|編者按|更正|编辑注)[】）)]?[:：]?`)

	// correctionWords begin a note wherever on the page it stands.
	correctionWords = mustWords(`^((correction|clarification|editor[’']?s[’']? note|editors[’'] note)s?( \([^)]{3,30}\))?\s*[:,—–-]|(an earlier|a previous|an original) version of this (article|story|post|column|piece|report|headline)\b|this (article|story|post|column|piece|report|headline) (was|has been) (corrected|amended|updated to (correct|clarify|reflect))|(korrektur|berichtigung|richtigstellung|rectificatif|erratum|fe de errat[ao]s|corrección|correção|errata|erramos|исправление|поправка)\s*[:：]|[【（]?(訂正|お詫びと訂正|更正)[】）:：])`)

	// relatedLine begins a line that leads to another article.
	relatedLine = mustWords(`^[\s\[(►▶»>•*▪●→|-]*(` +
		`(related|read (more|next|also|this|now|on)|also (read|on|in)|(see|watch) also|see more|more(?: on| from)?|recommended|watch|listen|don[’']?t miss|up next|you (may|might) (also )?like|trending|click here|subscribe|sign up|follow us|next|previous|continue reading|photos|video|gallery|must read|in case you missed it|for more|explainer|opinion|analysis|background|live)\b[^.]{0,30}?([:|»►–—-]|$)` +
		`|(lesen sie|mehr zum thema|mehr dazu|mehr zu|auch interessant|weiterlesen|siehe auch|das könnte sie|zum weiterlesen|lest auch|lire (aussi|également|la suite|plus)|à lire|a lire|à voir|voir aussi|pour aller plus loin|le(a|e|er) (también|más|además|mas)|te puede interesar|también te|puede(s)? (leer|interesar)|más información|noticias? relacionada|mira también|ver también|sigue leyendo|leia (também|mais|ainda)|veja (também|mais)|saiba mais|confira|leggi anche|leggi pure|lees (ook|verder|meer)|läs (också|mer)|les (også|mer)|læs (også|mere)|lue myös|czytaj (też|także|również|więcej)|zobacz (też|także|również)|přečtěte si|čtěte|ilgili haber|baca juga|читайте|читать (также|далее)|смотрите также|по теме|материалы по теме|подробнее|ещё по теме|читайте також|関連記事|関連ニュース|関連：|あわせて読みたい|合わせて読みたい|おすすめ記事|こちらもおすすめ|【関連|相关(阅读|新闻|报道|链接)|相關(新聞|閱讀|報導)|延伸(阅读|閱讀)|推荐阅读|更多(阅读|新闻)|관련(기사| 기사))` +
		`)`)

	// callLine begins a line that asks readers to do something, or sells.
	callLine = mustWords(`^[\s►▶»>•*→|-]*(` +
		`sign up (for|to|here|now)|subscribe (to|now|today|here)|(please )?follow (us|@|\S+ (\S+ ){0,3}on (twitter|x|facebook|instagram|threads|whatsapp|telegram|google news))|like us on|join (us on|our .{0,30}(channel|group|community|newsletter))|click here (to|for)|download (the|our) .{0,30}app\b|get (the|our) .{0,60}(newsletter|inbox|app\b)|get .{0,80}(delivered|straight|sent) (to|into) your (inbox|email|phone|letterbox)|advertisement\b.{0,40}$|sponsored|story continues (below|after)|article continues|scroll (down )?to continue|share this|like this story\?|please (support|donate|consider)|support our (work|journalism)|comments are closed|all rights reserved|©|copyright \d|copyright ©|\(c\) \d{4}|loading\.\.\.|have a (news )?tip|(do you )?have (a|an|any) (opinion on|story|tip|question|comment)s?\b.{0,60}\?|got a (story|tip)|contact (the|our) .{0,30}at\b|to (comment|read more|subscribe)\b.{0,80}(log in|click|visit|sign)|log in to|create an account|already a (subscriber|member)|this (video|content|post) (is not|isn[’']t|cannot be|can[’']t be) (available|displayed|loaded)|(please )?enable javascript|your browser does not|we use cookies|by (signing up|subscribing|clicking|providing)|you can unsubscribe|stay (up to date|informed|connected)\b|catch up on|enjoy(ed|ing)? this (article|story|post)|if you (enjoyed|liked|like) (this|our)|what do you think\?|let us know|tell us (what|in)|be the first to|listen to this (article|story)|read (in|this (article|story) in) (app|spanish|english)` +
		`|(jetzt |hier )?(abonnieren sie|zum newsletter|newsletter (abonnieren|bestellen)|folgen sie (uns|dem)|folge uns|melden sie sich|anzeige$|werbung$|dieser artikel erschien|teilen sie)|artikel (teilen|anhören|drucken)|(hier|diesen) .{0,30}externe[nr]? inhalt|empfohlener (redaktioneller|externer) inhalt|mit zahlungspflichtigem` +
		`|(abonnez-vous|inscrivez-vous|suivez(-| )(nous|l)|publicité$|recevez (chaque|notre|nos|toute|les)|s[’']abonner|téléchargez|partager|cet article est réservé|il vous reste \d|la suite est réservée|article réservé)` +
		`|(suscríb(ete|ase|ete)|síg(ue|a)nos|siga(nos)?|publicidad$|regístrate|recib[ea] (en tu|las|nuestr|toda)|descarg(a|ue) (nuestra|la) app|haz(te)? (clic|socio)|únete a|unirse a)` +
		`|(assine (a|o|já|nossa|agora)|inscreva-se|siga (o|a|nos|noss)|publicidade$|continua (depois|após) da publicidade|receba (as|no|em|nossa|notícias)|clique aqui|baixe (o|nosso)|particip[ae] d[oae]|entre no (canal|grupo)|compartilhe)` +
		`|(iscriviti|seguici|pubblicità$|abbonati|volg ons|meld je aan|advertentie$|följ oss|annons$|reklama$|reklam$)` +
		`|(подписывайтесь|подпишитесь|подписаться|реклама$|поделиться|присоединяйтесь|следите за|нашли (ошибку|опечатку)|заметили ошибку|выделите её|підписуйтесь)` +
		`|(広告$|スポンサーリンク|フォローする|会員登録|この記事は(有料)?会員|ログインして|この記事をシェア|残り\s*\d+\s*文字|続きを読む|続きは)` +
		`|(广告$|廣告$|关注(我们|公众号|微信)|扫描二维码|扫码|分享到|责任编辑|責任編輯|责编|編輯[:：]|编辑[:：]|打开.{0,10}app|下载.{0,20}客户端|点击(进入|下载|查看)|本文(来源|來源)[:：]|声明[:：])` +
		`)`)

	// callWords stand somewhere in such a line.
	callWords = mustWords(`\b(subject to copyright|solely responsible for (all|its|this) content|no part may be reproduced|may not be (published|reproduced|redistributed|republished))\b|\b(sign up (for|to) .{0,60}(newsletter|briefing|alert|email|updates)s?|(in|to|into) your inbox|through your letterbox|subscribe to (our|the|this) .{0,40}(newsletter|channel|podcast|magazine)|our (free )?(daily |weekly )?newsletters?|follow us on|follow (the|our) .{3,60} on (facebook|twitter|instagram)|unseren? newsletter|notre newsletter|nuestr[oa] (newsletter|boletín|canal)|noss[oa] (newsletter|canal))\b|(подписывайтесь|подпишитесь) на|наш(ем)? (телеграм|telegram)`)

	// aboutHead is the heading above what a company says of itself.
	aboutHead = regexp.MustCompile(`^(?:About|ABOUT|Über|À propos de|Acerca de|Sobre) (?:the |The )?([\p{Lu}\d][\p{L}\d&.-]+)`)

	// hardClosing is a heading below which nothing is the story.
	hardClosing = mustWords(`^((top |reader |all |user |latest |view )?(rated )?comments?( \(\d+\))?|\d+ (comments|responses|thoughts|replies)\b.*|leave a (reply|comment)|join the (conversation|discussion)|about (the|this) authors?|tags|top stories|latest (news|stories)?|most (read|popular|viewed)\b.{0,30}|kommentare?|commentaires?|réagir|comentarios?|comentários?|комментарии|评论|評論|コメント|über (den [a]utor|die [a]utorin)|à propos de l[’']auteur|sobre (el|la|o|a) [a]utora?)[:\s]*$`)

	// softClosing is a heading above what leads elsewhere.
	softClosing = mustWords(`^((related|more (from|on|stories|news|in)|read (more|next)|recommended|you (may|might) (also )?(like|enjoy|be interested)|newsletter|sign up|share (this|on)|trending|latest|top stories|also (in|on)|other stories|popular|most (read|popular|viewed)|don[’']?t miss|editors?[’']s? picks|what to read next|up next|next up|follow us|subscribe|explore more|see (also|more)|advertisement|further reading|in this (story|article|section)|topics|must read|keep reading|stay connected|comments?|\d+ (comments|responses)|leave a (reply|comment)|about the authors?|tags)\b.{0,60}` +
		`|(mehr zum thema|mehr aus|auch interessant|das könnte sie|lesen sie auch|meistgelesen|weitere (artikel|themen|nachrichten)|neueste|lire aussi|à lire|sur le même (sujet|thème)|les plus lus|nos articles|dans la même|te puede interesar|noticias relacionadas|lo más (leído|visto)|más noticias|más sobre|le(a|e) también|leia (também|mais)|veja (também|mais)|notícias relacionadas|mais lidas|leggi anche|lees ook|читайте также|материалы по теме|по теме|смотрите также|другие новости|関連記事|関連ニュース|関連リンク|おすすめ|ランキング|あわせて読みたい|相关(阅读|新闻|报道|推荐)|相關|延伸閱讀|延伸阅读|推荐阅读|热门).{0,60})$`)
	moreHead = mustWords(`^more\b.{2,40}$`)

	ownViews = mustWords(`\b(views|opinions)\b[^.]{0,100}\b(are|is)\b[^.]{0,40}\b(own|those of the (author|writer)s?|not necessarily)\b|\bviews? (are|is) (his|her|their) own`)
	bioVerb  = mustWords(`^,?\s*(is|was|has|writes|wrote|covers?|taught|teaches|reports|joined|contributed|served|serves|lives|works|can be reached|ist|arbeitet|schreibt|est|es|é|,)\b`)

	// signOff is how the last lines of a story name who helped, and where it was first.
	signOff = mustWords(`^[\s(—–_*-]*((additional |with )?(reporting|writing|editing|research|translation|compiled|photos?|photographs|graphics?) (and \S+ )?by\b|with (additional )?reporting (by|from)\b|.{3,200}\bcontributed (to this (report|story|article)|reporting)\b|(this|the) (article|story|piece|post|essay|column) (was )?(originally|first) (appeared|published|ran)\b|(reach|contact|email|e-mail) .{0,80}@|follow .{2,60} (on|at):? .{0,40}(twitter|facebook|instagram|@|https?:)|more .{2,60}: https?:|(read|see|find) (more|all|the rest) .{0,80}(here|coverage|stories)\W*$|with (files|information) from\b|(mit material|quelle[n]?:|avec (l[’'])?afp|source\s*:|con información de|com informações d|fuente:|fonte:|источник:))`)

	// updatedLine is a line that says no more than when the page was changed.
	updatedLine = mustWords(`^(last |first )?(updated?|published|posted|modified)\s*(at|on|:|\d)[^.]*(\d|[ap]\.?m\.?)[^.]{0,20}\.?$`)
)

var (
	// cookieLine speaks of the page's own cookies.
	cookieLine = mustWords(`\bcookies?\b.{0,200}\b(websites?|this site|your (browser|device|consent|experience|preferences)|partners|consent|opt(ing)?[ -]out|diese[r]? (web)?seite|ce site|votre (navigateur|consentement)|este sitio|su navegador|este site|seu navegador)\b|\b(we|our (web)?site|this (web)?site|websites?|wir|diese (web)?seite|ce site|nous|utilizamos|usamos|este sitio|este site)\b.{0,80}\bcookies?\b|(мы используем|сайт использует).{0,40}cookie|cookieを使用|クッキーを使用`)

	// commentLine begins a reader's comment: "Ida Holm on 3 March 2026 at 4:47 pm said:".
	commentLine = mustWords(`^\S.{1,50} (on|am|le|el|em) .{4,30} (at|um|à|a las|às) \d{1,2}[:.h]\d\d.{0,20}$|^.{2,60} \d{1,2}[:.]\d\d( ?[ap]\.?m\.?)? (said|says|wrote|writes|reply|permalink):?$`)

	// smallPrint is a line about the reading itself, or how to reach its author.
	smallPrint = mustWords(`^(\d+ ?min(ute)?s?( read)?|(estimated )?reading time\b.{0,30}|(tempo de leitura|temps de lecture|lesezeit|tiempo de lectura|время чтения|leestijd)\b.{0,30}|[^\s@]+@[^\s@]+\.[a-z]{2,}|@\w{2,30}|(www\.)?(twitter|x|facebook|instagram)\.com/\S+)$`)
)

var oneWord = regexp.MustCompile(`^[A-Za-z]+$`)

// slideLine is the number of one picture among those of a show.
var slideLine = regexp.MustCompile(`^\d{1,3} ?(?:/|of) ?\d{1,3}\b`)

// photoCredit is how a caption names who made the picture.
var photoCredit = regexp.MustCompile(`(?i)\((photo|image|picture|credit|foto|bild|crédito?s?|fotografía|imagem|фото)s?\b[^)]{0,80}\)\W*$|\((ap|afp|reuters|getty)[ /][^)]{0,80}\)\W*$|\b(photo|image|picture|photograph|foto|bild|photographie)s?( (by|credit|courtesy))?\s*[:：©|]\s*[^.]{2,80}$|\b(getty images|afp|reuters|ap photo|epa|shutterstock|istock|dpa|picture alliance|imago)\s*(/[^.]{0,60}|via [^.]{0,40})?\W{0,3}$|写真[:：=＝]|图[:：]|撮影[:：=＝]`)
