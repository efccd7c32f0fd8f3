package people

import "dateline/indexer/prose"

// A part is a piece of a run of capitals: a word, an initial with its full stop,
// an abbreviation with full stops, or what joins two such.
type part struct {
	from, to int // tokens
	low      string
	is       trait
	caps     bool
	initial  bool
	joins    bool // "van", "of", "&", "-"
	first    bool
	many     int // how many words the lists know together; 0 for one word
}

// maxParts bounds a run; nobody's name is longer.
const maxParts = 24

// run reads the run of capitals that begins with token i and ends before end, and
// returns the token behind it.
func (p *page) run(ws []word, i, end int, parts []part) ([]part, int) {
	parts = parts[:0]
	k := i
	for k < end && len(parts) < maxParts {
		w := &ws[k]
		if w.low == "i" && len(parts) > 0 && !(k+1 < end && ws[k+1].tok.Text == ".") {
			break
		}
		if w.upper {
			pt := p.piece(ws, k, end)
			parts = append(parts, pt)
			k = pt.to
			if w.owns || w.length < w.tok.End-w.tok.Start {
				break
			}
			continue
		}
		next := p.join(ws, k, end, parts)
		if next == k {
			break
		}
		for ; k < next; k++ {
			parts = append(parts, part{from: k, to: k + 1, low: ws[k].low, is: ws[k].is, joins: true})
		}
	}
	for len(parts) > 0 && parts[len(parts)-1].joins {
		parts = parts[:len(parts)-1]
	}
	if len(parts) == 0 {
		return parts, max(i+1, k)
	}
	return parts, max(k, i+1)
}

// piece reads the word, initial or abbreviation at k.
func (p *page) piece(ws []word, k, end int) part {
	w := &ws[k]
	pt := part{from: k, to: k + 1, low: w.low, is: w.is, caps: w.caps, first: w.first}
	stop := func(i int) bool { return i < end && ws[i].tok.Text == "." }
	if len(w.text) == 1 && stop(k+1) {
		letters, at := 1, k+2
		for at+1 < end && ws[at].upper && len(ws[at].text) == 1 && stop(at+1) && letters < 6 {
			letters, at = letters+1, at+2
		}
		if letters > 1 {
			p.buf = p.buf[:0]
			for i := k; i < at; i += 2 {
				p.buf = append(append(p.buf, ws[i].text...), '.')
			}
			known := p.lists.words[string(p.buf)]
			if known != 0 || at >= end || !ws[at].upper {
				return part{from: k, to: at, low: string(p.buf), is: known, caps: true, first: w.first}
			}
		} else if k+2 < end && ws[k+2].upper && len(ws[k+2].text) == 1 && !stop(k+3) && ws[k+2].tok.Glued { // "U.S" at the end of a sentence
			p.buf = append(append(append(p.buf[:0], w.text...), '.'), ws[k+2].text...)
			p.buf = append(p.buf, '.')
			if known := p.lists.words[string(p.buf)]; known != 0 {
				return part{from: k, to: k + 3, low: string(p.buf), is: known, caps: true, first: w.first}
			}
		}
		pt.to, pt.initial, pt.is = k+2, true, 0
		return pt
	}
	if len(w.text) == 1 {
		pt.is &= opener
		pt.initial = pt.is == 0
	}
	if stop(k+1) && (w.low == "jr" || w.low == "sr") {
		pt.to = k + 2
	}
	if stop(k+1) && len(w.text) <= 4 && w.is&(title|placePre) != 0 && k+2 < end && ws[k+2].upper { // "Mr. Vale", "St. Louis"
		pt.to = k + 2
	}
	return pt
}

// join returns the token behind what joins the parts so far to a capital that
// follows, or k if nothing does.
func (p *page) join(ws []word, k, end int, parts []part) int {
	if len(parts) == 0 || k+1 >= end {
		return k
	}
	last := &parts[len(parts)-1]
	w := &ws[k]
	next := &ws[k+1]
	switch w.low {
	case "of":
		if last.is&(orgHead|placeHead|misc|placePre) == 0 || last.initial {
			return k
		}
		if next.low == "the" && k+2 < end && ws[k+2].upper {
			return k + 2
		}
		if next.upper {
			return k + 1
		}
		return k
	case "and", "for", "&", "on":
		if w.low == "&" && next.upper {
			return k + 1
		}
		if !next.upper || next.is&day != 0 || next.is&(title|given|demonym) != 0 && next.is&(common|orgHead) == 0 || next.is&place != 0 {
			return k
		}
		organised := parts[0].is&orgHead != 0
		for i := range parts {
			organised = organised || parts[i].is&orgHead != 0 && (i+1 < len(parts) && parts[i+1].low == "of" || w.low != "and")
		}
		if !organised || w.low == "and" && next.is&common == 0 && next.is != 0 {
			return k
		}
		if w.low == "and" && next.is&(common|orgHead) == 0 && parts[0].is&orgHead == 0 {
			return k
		}
		return k + 1
	case "-":
		if w.tok.Glued || next.tok.Glued { // "Jean-" is one token
			return k
		}
		return p.hyphen(ws, k, parts)
	case "'", "’":
		if p.loose && next.upper && len(last.low) == 1 && last.low != "s" { // "D ’ Silva"
			return k + 1
		}
	}
	if w.is&joiner != 0 && w.tok.Word && !last.initial {
		at := k
		if p.loose && articles[w.low] && next.low == "-" && k+2 < end && ws[k+2].upper { // "Saleh al - Attiyah"
			return k + 2
		}
		for at < end && at < k+3 && !ws[at].upper && ws[at].is&joiner != 0 {
			at++
		}
		if at < end && ws[at].upper && !ws[at].first {
			return at
		}
	}
	return k
}

// hyphen joins words around a hyphen that white space surrounds, as texts do that
// were cut into tokens: "Cho Gue - sung", "Akufo - Addo".
func (p *page) hyphen(ws []word, k int, parts []part) int {
	last, next := &parts[len(parts)-1], &ws[k+1]
	switch {
	case !p.loose || !next.tok.Word:
		return k
	case next.upper:
		if last.is&(day|demonym) == 0 && next.is&(day|demonym|title) == 0 && !(last.is&place != 0 && next.is&place != 0) {
			return k + 1
		}
	case articles[last.low], syllables[next.low] && syllables[last.low], len(parts) > 1 && next.is&^(surname|given|place) == 0 && !tails[next.low]:
		next.upper = true
		return k + 1
	}
	return k
}

// syllables are what Korean and Chinese given names are made of.
var syllables = set("a ah ae an ba bae bai bang bao bei ben beom bin bing bo bok bong bu bum byeong byung cai can cha chae chai chan chang chao che chen cheng cheol chi ching chong chu chuan chul chun chung da dae dan de deok deuk di do dong du duk eon eun fa fan fang fei fen feng fu gab gan gang gao ge geon geun gi gil gon gong gu guang gue guk gun guo gwan gwang gyeong gyo gyu gyun ha hae hai hak han hang hao he hee heng heon heung hi ho hong hoo hoon hu hua huan hui hun hwa hwan hye hyeok hyeon hyo hyon hyuck hyuk hyun hyung i ik il im in jae jang je jeong ji jia jian jiang jie jik jin jing jo jong joo joon ju juan jun jung kai kang ke keun ki kil kit ko kon kong koo kuan kun kuo kwan kwang kwon kyeong kyo kyong kyu kyun kyung lan lang le lei leung li lian liang lin ling long lu lun lung man mao mei men meng mi mig min ming mo mok moo moon mu mun myeong myong myung na nak nam nan neng ning no nyeo nyong ok pei peng pil ping po pu pyo pyung qi qian qiang qin qing qiu quan ra rae rak ran rang ren ri rim rin ro rok rong ru rui ryeol ryong san sang sen seo seob seok seol seon seong seop shan shao she shen sheng shi shik shim shin shu shuk shun si sik sil sim sin siu so sok sol son song soo sook su suk sul sun sung ta tae tai tak tan tang tao te teng ti tian tie ting to tong tu tung uk ung wai wan wang wei wen wing wol won woo wook wu xi xia xian xiang xiao xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yee yeh yen yeob yeol yeon yeong yeop yi yin ying yip yo yol yon yong yoo yoon you young yu yuan yue yuen yul yun yung ze zhe zhen zheng zhi zhong zhou zhu zhuang zi zong")

// sentenceEnd returns where the sentence that holds token i ends; from is the
// place of the sentence that held the token before.
func sentenceEnd(ws []word, list []prose.Sentence, i int, from *int) int {
	for *from < len(list) && list[*from].To <= i {
		*from++
	}
	if *from >= len(list) {
		return len(ws)
	}
	for n := *from; n < min(len(list), *from+8); n++ {
		if end := list[n].To; end >= len(ws) || !abbreviated(ws, end) {
			return end
		}
	}
	return list[min(len(list), *from+8)-1].To
}
