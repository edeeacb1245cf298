#include "bot/chinese.h"

#include <array>
#include <cstddef>

namespace {

// Pairs of Traditional and Simplified, ordered by the first. Made from ICU's Traditional-Simplified transform
// over the 5,401 characters of Big5 level 1; 账 and 帐 are one word in the trade and fold together.
constexpr std::u32string_view pairs =
    U"丟丢並并亂乱亙亘亞亚佇伫佈布佔占併并來来侖仑侶侣侷局係系俠侠俱具倀伥倆俩倉仓個个們们倖幸倣仿倫伦偉伟"
    U"側侧偵侦偽伪傑杰傖伧傘伞備备傢家傭佣傯偬傳传債债傷伤傾倾僅仅僇戮僑侨僕仆僥侥僱雇價价儀仪儂侬億亿儈侩"
    U"儉俭儐傧儔俦儕侪儘尽償偿優优儲储儷俪儻傥儼俨兇凶兌兑兒儿兗兖內内兩两冊册冪幂凍冻凜凛凱凯別别刪删則则"
    U"剋克剎刹剛刚剝剥剴剀創创剷铲劃划劇剧劉刘劊刽劍剑劑剂勁劲動动勗勖務务勛勋勝胜勞劳勢势勳勋勵励勸劝勻匀"
    U"匯汇匱匮區区協协卹恤卻却厭厌厲厉參参叢丛吒咤吳吴吶呐呂吕員员唸念問问啓启啞哑啟启喚唤喪丧喫吃喬乔單单"
    U"喲哟嗆呛嗇啬嗎吗嗚呜嗶哔嘆叹嘍喽嘔呕嘖啧嘗尝嘩哗嘮唠嘯啸嘰叽噓嘘噥哝噯嗳噴喷噸吨噹当嚀咛嚇吓嚐尝嚕噜"
    U"嚥咽嚨咙嚮向嚴严嚶嘤囀啭囁嗫囂嚣囈呓囑嘱囪囱國国圍围園园圓圆圖图團团執执堅坚堊垩堝埚堯尧報报場场塊块"
    U"塋茔塒埘塗涂塚冢塢坞塵尘塹堑墊垫墜坠墮堕墳坟墾垦壇坛壎埙壓压壘垒壙圹壞坏壟垄壢坜壩坝壯壮壺壶壽寿夠够"
    U"夢梦夥伙夾夹奐奂奧奥奩奁奪夺奮奋妝妆妳你姊姐姍姗姦奸姪侄娛娱婁娄婦妇媧娲媼媪媽妈嫗妪嫵妩嫻娴嬈娆嬋婵"
    U"嬌娇嬝袅嬤嬷嬪嫔嬰婴嬸婶孃娘孫孙學学孿孪宮宫寢寝實实寧宁審审寫写寬宽寵宠寶宝將将專专尋寻對对導导尷尴"
    U"屆届屍尸屜屉屢屡層层屨屦屬属岡冈峴岘島岛峽峡崑昆崗岗崙仑崢峥嵐岚嶄崭嶇岖嶸嵘嶺岭嶼屿巒峦巔巅巖岩帐账"
    U"帥帅師师帳账帶带幀帧幃帏幗帼幟帜幣币幫帮幹干幾几庫库廁厕廂厢廄厩廈厦廚厨廝厮廟庙廠厂廢废廣广廬庐廳厅"
    U"弒弑弔吊張张強强彆别彈弹彌弥彎弯彙汇彥彦彿佛後后徑径從从徠徕復复徬彷徵征徹彻恆恒恥耻悅悦悵怅悶闷悽凄"
    U"惡恶惱恼惻恻愛爱愜惬愴怆愷恺愾忾慄栗慇殷態态慍愠慘惨慚惭慟恸慣惯慫怂慮虑慶庆慼戚慾欲憂忧憊惫憐怜憑凭"
    U"憚惮憤愤憫悯憮怃憲宪憶忆懇恳應应懍懔懣懑懲惩懶懒懷怀懸悬懺忏懼惧懾慑戀恋戰战戲戏戶户拋抛挾挟捨舍捫扪"
    U"捲卷掃扫掄抡掙挣掛挂採采揀拣揚扬換换揮挥搆构損损搖摇搗捣搶抢搾榨摑掴摟搂摯挚摻掺撈捞撐撑撓挠撚捻撢掸"
    U"撥拨撫抚撲扑撳揿撻挞撾挝撿捡擁拥擄掳擇择擊击擋挡擔担據据擠挤擬拟擰拧擱搁擲掷擴扩擷撷擺摆擻擞擾扰攆撵"
    U"攏拢攔拦攙搀攜携攝摄攣挛攤摊攪搅攬揽敗败敘叙敵敌數数斂敛斃毙斕斓斬斩斷断於于昇升時时晉晋晝昼暈晕暉晖"
    U"暢畅暫暂暱昵曄晔曆历曇昙曉晓曖暧曠旷曬晒書书會会朧胧東东柵栅桿杆梔栀條条梟枭棄弃棗枣棟栋棧栈棲栖楊杨"
    U"楓枫楨桢業业極极榮荣構构槍枪槓杠槨椁槳桨樁桩樂乐樅枞樑梁樓楼標标樞枢樣样樸朴樹树樺桦橈桡橋桥機机橢椭"
    U"橫横檔档檜桧檢检檣樯檯台檳槟檸柠檻槛櫃柜櫓橹櫚榈櫛栉櫝椟櫥橱櫬榇櫺棂櫻樱欄栏權权欖榄欽钦歎叹歐欧歟欤"
    U"歡欢歲岁歷历歸归歿殁殘残殤殇殮殓殯殡殲歼殺杀殼壳毀毁毆殴毬球氈毡氣气氫氢氬氩氳氲氾泛汎泛汙污決决沍冱"
    U"沒没沖冲況况洩泄洶汹浹浃涇泾涼凉淒凄淚泪淨净淪沦淵渊淺浅渙涣減减渦涡測测渾浑湊凑湧涌湯汤準准溝沟溫温"
    U"溼湿滄沧滅灭滌涤滬沪滯滞滲渗滷卤滾滚滿满漁渔漢汉漣涟漬渍漲涨漸渐漿浆潑泼潔洁潛潜潤润潯浔潰溃澀涩澆浇"
    U"澗涧澠渑澤泽澱淀濁浊濃浓濕湿濘泞濟济濤涛濫滥濬浚濰潍濱滨濺溅濾滤瀆渎瀉泻瀋沈瀏浏瀕濒瀘泸瀝沥瀟潇瀨濑"
    U"瀰弥瀲潋瀾澜灑洒灘滩灣湾灤滦災灾為为烏乌無无煉炼煙烟煥焕煩烦煬炀熒荧熱热熾炽燄焰燈灯燉炖燐磷燒烧燙烫"
    U"燜焖營营燦灿燬毁燭烛燴烩燻熏燼烬燾焘爍烁爐炉爛烂爭争爺爷爾尔牆墙牘牍牽牵犖荦犢犊犧牺狀状狹狭狽狈猙狰"
    U"猶犹獄狱獅狮獎奖獨独獰狞獲获獵猎獷犷獸兽獺獭獻献玀猡現现琺珐琿珲瑣琐瑤瑶瑩莹瑪玛瑯琅璣玑璦瑷環环璽玺"
    U"瓊琼瓏珑瓔璎瓚瓒甌瓯甕瓮產产畝亩畢毕畫画異异當当疇畴疊叠痙痉痠酸瘋疯瘍疡瘓痪瘡疮瘧疟瘺瘘療疗癆痨癒愈"
    U"癘疠癟瘪癡痴癢痒癥症癩癞癬癣癮瘾癱瘫癲癫發发皚皑皰疱皺皱盃杯盜盗盞盏盡尽監监盤盘盧卢盪荡眾众睏困睜睁"
    U"睞睐睪睾瞇眯瞞瞒瞭了瞼睑矚瞩矯矫砲炮硯砚碩硕確确碼码磚砖磧碛磯矶礎础礙碍礦矿礪砺礫砾礬矾祕秘祿禄禍祸"
    U"禎祯禦御禪禅禮礼禱祷禿秃秈籼稅税稈秆稜棱稟禀種种稱称穀谷穌稣積积穎颖穡穑穢秽穩稳穫获窩窝窪洼窮穷窯窑"
    U"窺窥竄窜竅窍竇窦竊窃競竞筆笔筍笋筧笕箇个箋笺箏筝箝钳節节範范築筑篤笃篩筛簍篓簞箪簡简簣篑簫箫簷檐簽签"
    U"簾帘籃篮籌筹籐藤籟籁籠笼籤签籬篱籮箩籲吁粵粤糝糁糞粪糧粮糰团糾纠紀纪紂纣約约紅红紆纡紇纥紉纫紋纹納纳"
    U"紐纽純纯紕纰紗纱紙纸級级紛纷紜纭紡纺紮扎細细紱绂紲绁紳绅紹绍紼绋絀绌終终絃弦組组絆绊結结絕绝絛绦絞绞"
    U"絡络絢绚給给絨绒統统絲丝絳绛絹绢綁绑綏绥綑捆經经綜综綞缍綠绿綢绸綬绶維维綰绾綱纲網网綴缀綵彩綸纶綺绮"
    U"綻绽綽绰綾绫綿绵緇缁緊紧緒绪緘缄緙缂線线緝缉緞缎締缔緣缘編编緩缓緬缅緯纬緲缈練练緹缇緻致縈萦縉缙縊缢"
    U"縐绉縑缣縛缚縝缜縞缟縣县縫缝縮缩縱纵縲缧縴纤縵缦縷缕縹缥總总績绩繃绷繅缫繆缪繒缯織织繕缮繚缭繞绕繡绣"
    U"繩绳繪绘繫系繭茧繳缴繹绎繼继繽缤續续纏缠纓缨纔才纖纤纜缆缽钵罈坛罌罂罰罚罵骂罷罢羅罗羈羁羋芈羣群羨羡"
    U"義义羶膻習习翹翘聖圣聞闻聯联聰聪聲声聳耸聶聂職职聽听聾聋肅肃脅胁脈脉脣唇脫脱脹胀腎肾腦脑腫肿腳脚腸肠"
    U"膚肤膠胶膩腻膽胆膾脍膿脓臉脸臍脐臏膑臘腊臚胪臟脏臥卧臨临臺台與与興兴舉举舊旧艙舱艦舰艱艰艷艳芻刍苧苎"
    U"茲兹荊荆莊庄莖茎莢荚莧苋華华菸烟萇苌萊莱萬万萵莴葉叶葦苇葷荤蒐搜蒞莅蒼苍蓀荪蓆席蓋盖蓮莲蔔卜蔣蒋蔥葱"
    U"蔭荫蕩荡蕪芜蕭萧薊蓟薑姜薔蔷薦荐薩萨薺荠藍蓝藝艺藥药藪薮藷薯藹蔼藺蔺蘆芦蘇苏蘊蕴蘋苹蘚藓蘭兰蘿萝處处"
    U"虛虚虜虏號号虧亏蛻蜕蜆蚬蝕蚀蝦虾蝨虱蝸蜗螞蚂螢萤螻蝼蟈蝈蟬蝉蟯蛲蟲虫蟻蚁蠅蝇蠍蝎蠔蚝蠟蜡蠣蛎蠱蛊蠶蚕"
    U"蠻蛮衆众術术衛卫衝冲袞衮裊袅裏里補补裝装裡里製制複复褲裤褸褛褻亵襖袄襠裆襤褴襪袜襯衬襲袭見见規规覓觅"
    U"視视覦觎親亲覬觊覲觐覺觉覽览觀观觴觞觸触訂订訃讣計计訊讯訌讧討讨訐讦訓训訕讪訖讫託托記记訛讹訝讶訟讼"
    U"訣诀訥讷訪访設设許许訴诉訶诃診诊註注証证詁诂詆诋詐诈詔诏評评詛诅詞词詠咏詢询詣诣試试詩诗詫诧詬诟詭诡"
    U"詮诠詰诘話话該该詳详詼诙誅诛誇夸誌志認认誑诳誕诞誘诱誚诮語语誠诚誡诫誣诬誤误誥诰誦诵誨诲說说説说誰谁"
    U"課课誶谇誹诽誼谊調调諂谄諄谆談谈諉诿請请諍诤諒谅論论諛谀諜谍諦谛諧谐諫谏諭谕諮谘諱讳諳谙諶谌諷讽諸诸"
    U"諺谚諼谖諾诺謀谋謁谒謂谓謄誊謊谎謎谜謐谧謗谤謙谦講讲謝谢謠谣謨谟謫谪謬谬謹谨譁哗證证譎谲譏讥識识譙谯"
    U"譚谭譜谱譟噪譫谵譯译議议譴谴護护譽誉讀读變变讒谗讓让讖谶讚赞讜谠豈岂豎竖豐丰豔艳豬猪貍狸貓猫貝贝貞贞"
    U"負负財财貢贡貧贫貨货販贩貪贪貫贯責责貯贮貲赀貳贰貴贵貶贬買买貸贷費费貼贴貽贻貿贸賀贺賁贲賂赂賃赁賄贿"
    U"賅赅資资賈贾賊贼賑赈賒赊賓宾賜赐賞赏賠赔賡赓賢贤賣卖賤贱賦赋質质賬账賭赌賴赖賸剩賺赚賻赙購购賽赛贅赘"
    U"贈赠贊赞贍赡贏赢贓赃贖赎贗赝贛赣趕赶趙赵趨趋跡迹跤交跼局踐践踡蜷踴踊蹕跸蹟迹蹣蹒蹤踪蹺跷躉趸躊踌躋跻"
    U"躍跃躑踯躓踬躡蹑躪躏軀躯車车軋轧軌轨軍军軒轩軔轫軛轭軟软軸轴軻轲軼轶軾轼較较載载輊轾輒辄輓挽輔辅輕轻"
    U"輛辆輜辎輝辉輞辋輟辍輥辊輦辇輩辈輪轮輯辑輳辏輸输輻辐輾辗輿舆轂毂轄辖轅辕轉转轍辙轎轿轔辚轟轰轡辔辦办"
    U"辭辞辮辫辯辩農农迴回逕迳這这連连週周進进遊游運运過过達达違违遙遥遜逊遞递遠远適适遲迟遷迁選选遺遗遼辽"
    U"邁迈還还邇迩邊边邏逻邐逦郵邮鄉乡鄒邹鄧邓鄭郑鄰邻鄴邺酈郦醃腌醜丑醞酝醫医醬酱釀酿釁衅釅酽釋释釐厘釗钊"
    U"釘钉釙钋針针釣钓釦扣釧钏釩钒釵钗鈉钠鈍钝鈐钤鈑钣鈔钞鈕钮鈞钧鈣钙鈴铃鈷钴鈸钹鈹铍鈽钸鈾铀鈿钿鉀钾鉅钜"
    U"鉉铉鉍铋鉑铂鉗钳鉚铆鉛铅鉤钩鉸铰鉻铬銀银銅铜銑铣銓铨銖铢銘铭銜衔銨铵銬铐銲焊銳锐銷销銻锑銼锉鋁铝鋅锌"
    U"鋇钡鋒锋鋤锄鋪铺鋰锂鋸锯鋼钢錄录錐锥錕锟錘锤錙锱錚铮錠锭錢钱錦锦錨锚錫锡錮锢錯错錳锰錶表鍊炼鍋锅鍍镀"
    U"鍔锷鍛锻鍥锲鍬锹鍰锾鍵键鍾钟鎂镁鎊镑鎖锁鎗枪鎘镉鎚锤鎢钨鎬镐鎮镇鎰镒鎳镍鏃镞鏈链鏍镙鏑镝鏗铿鏘锵鏜镗"
    U"鏝镘鏟铲鏡镜鏢镖鏤镂鏨錾鏽锈鐃铙鐘钟鐫镌鐮镰鐲镯鐳镭鐵铁鐸铎鐺铛鑄铸鑑鉴鑒鉴鑠铄鑣镳鑰钥鑲镶鑷镊鑼锣"
    U"鑽钻鑾銮鑿凿長长門门閂闩閃闪閉闭開开閎闳閏闰閑闲閒闲間间閔闵閘闸閡阂閣阁閥阀閨闺閩闽閭闾閱阅閻阎闆板"
    U"闈闱闊阔闋阕闌阑闐阗闔阖闕阙闖闯關关闡阐闢辟阪坂陘陉陝陕陞升陣阵陰阴陳陈陸陆陽阳隄堤隊队階阶隕陨際际"
    U"隨随險险隱隐隴陇隸隶隻只雋隽雖虽雙双雛雏雜杂雞鸡離离難难雲云電电霑沾霧雾霽霁靂雳靄霭靈灵靜静靦腼靨靥"
    U"鞏巩韁缰韃鞑韉鞯韋韦韌韧韓韩韜韬韻韵響响頁页頂顶頃顷項项順顺須须頊顼頌颂預预頑顽頒颁頓顿頗颇領领頜颌"
    U"頡颉頤颐頭头頰颊頷颔頸颈頹颓頻频顆颗題题額额顎颚顏颜顓颛願愿顛颠類类顥颢顧顾顫颤顯显顰颦顱颅風风颯飒"
    U"颱台颳刮颶飓颼飕飄飘飛飞飢饥飩饨飪饪飭饬飯饭飲饮飴饴飼饲飽饱飾饰餃饺餅饼餉饷養养餌饵餒馁餓饿餘余餚肴"
    U"餛馄餞饯餡馅館馆餵喂餽馈餾馏餿馊饅馒饉馑饑饥饒饶饗飨饜餍饞馋馬马馭驭馮冯馱驮馳驰馴驯駁驳駐驻駑驽駒驹"
    U"駕驾駙驸駛驶駝驼駟驷駢骈駭骇駱骆駿骏騁骋騎骑騖骛騙骗騫骞騰腾騷骚騾骡驀蓦驃骠驅驱驍骁驕骄驗验驚惊驛驿"
    U"驟骤驢驴驥骥驪骊骯肮髏髅髒脏體体髖髋髮发鬆松鬍胡鬚须鬢鬓鬥斗鬧闹鬨哄鬱郁魎魉魘魇魚鱼魯鲁魷鱿鮑鲍鮪鲔"
    U"鮫鲛鮭鲑鮮鲜鯀鲧鯉鲤鯊鲨鯖鲭鯛鲷鯧鲳鯨鲸鯽鲫鰍鳅鰓鳃鰥鳏鰭鳍鰱鲢鰻鳗鰾鳔鱉鳖鱔鳝鱖鳜鱗鳞鱟鲎鱷鳄鱸鲈"
    U"鳥鸟鳩鸠鳳凤鳴鸣鳶鸢鴆鸩鴉鸦鴕鸵鴛鸳鴣鸪鴦鸯鴨鸭鴻鸿鴿鸽鵑鹃鵝鹅鵠鹄鵡鹉鵪鹌鵬鹏鵲鹊鶉鹑鶯莺鶴鹤鷂鹞"
    U"鷓鹧鷗鸥鷥鸶鷹鹰鷺鹭鸚鹦鸛鹳鸞鸾鹵卤鹹咸鹼碱鹽盐麗丽麥麦麩麸麵面麼么麽么黃黄黌黉點点黨党黴霉黷黩鼇鳌"
    U"鼕冬鼴鼹齊齐齋斋齒齿齜龇齟龃齡龄齣出齦龈齧啮齪龊齬龉齲龋齷龌龍龙龐庞龔龚龜龟";

long long unit_of(char32_t character) {
  switch (character) {
    case U'十':
    case U'拾':
      return 10;
    case U'百':
    case U'佰':
      return 100;
    case U'千':
    case U'仟':
      return 1000;
    case U'万':
      return 10'000;
    case U'亿':
      return 100'000'000;
    default:
      return 0;
  }
}

/// Reads a Han number from left to right: sections of up to 千 are closed by 万 and 亿.
struct Reader {
  long long hundred_millions = 0, ten_thousands = 0, section = 0, digit = -1, last_unit = 1;
  bool zero_before = false;

  bool read_digit(int value) {
    if (digit > 0) return false;  // "一二" is a row of digits, not a number
    zero_before = digit == 0 || value == 0;
    digit = value;
    return true;
  }
  bool read_unit(long long unit) {
    const bool closes = unit >= 10'000;
    if (closes) section += digit > 0 ? digit : 0;
    if (!closes) section += (digit > 0 ? digit : 1) * unit;
    digit = -1;
    last_unit = unit;
    zero_before = false;
    if (!closes) return section < 100'000;
    auto& closed = unit == 10'000 ? ten_thousands : hundred_millions;
    const auto whole = unit == 10'000 ? section : ten_thousands + section;
    if (whole == 0 || closed != 0 || whole >= 10'000) return false;
    if (unit > 10'000) ten_thousands = 0;
    closed = whole * unit;
    section = 0;
    return true;
  }
  /// "一万二" means 12000: a last digit right behind a unit counts tenths of it.
  long long value() const {
    const auto sum = hundred_millions + ten_thousands + section;
    if (digit <= 0) return sum;
    const bool tenths = last_unit >= 100 && !zero_before;
    return sum + (tenths ? digit * (last_unit / 10) : digit);
  }
};

constexpr std::size_t first_han = 0x4E00, past_han = 0xA000;

/// The Simplified form by the place of the character: every character of every message is looked up.
constexpr std::array<char16_t, past_han - first_han> make_table() {
  std::array<char16_t, past_han - first_han> made{};
  for (std::size_t at = 0; at < made.size(); ++at) made[at] = static_cast<char16_t>(first_han + at);
  for (std::size_t at = 0; at < pairs.size(); at += 2)
    made[pairs[at] - first_han] = static_cast<char16_t>(pairs[at + 1]);
  return made;
}
constexpr auto table = make_table();

}  // namespace

char32_t simplified(char32_t character) {
  const auto at = static_cast<std::size_t>(character) - first_han;  // wraps for what stands before
  return at < table.size() ? table[at] : character;
}

bool is_han(char32_t character) {
  return (character >= 0x4E00 && character <= 0x9FFF) || (character >= 0x3400 && character <= 0x4DBF) ||
         character == U'〇';
}

int han_digit(char32_t character) {
  constexpr std::u32string_view plain = U"零一二三四五六七八九", bank = U"〇壹贰叁肆伍陆柒捌玖",
                                spoken = U"洞幺两";
  if (const auto at = plain.find(character); at != plain.npos) return static_cast<int>(at);
  if (const auto at = bank.find(character); at != bank.npos) return static_cast<int>(at);
  if (const auto at = spoken.find(character); at != spoken.npos) return static_cast<int>(at);
  return -1;
}

std::optional<long long> han_number(std::u32string_view number) {
  if (number.empty() || number.size() > 24) return std::nullopt;
  Reader reader;
  for (const char32_t character : number) {
    const auto unit = unit_of(character);
    const int digit = han_digit(character);
    if (unit == 0 && digit < 0) return std::nullopt;
    if (unit > 0 ? !reader.read_unit(unit) : !reader.read_digit(digit)) return std::nullopt;
  }
  return reader.value();
}
