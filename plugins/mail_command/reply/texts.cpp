#include "texts.h"

namespace watchpost::mail_command::reply {

grammar::bilingual text_of(grammar::fault_kind k) {
  switch (k) {
    case grammar::fault_kind::unknown_word:
      return {"no command was found in the line", "コマンドが見つかりません"};
    case grammar::fault_kind::no_point: return {"the point is missing", "対象のポイントが書かれていません"};
    case grammar::fault_kind::no_value: return {"the value is missing", "設定値が書かれていません"};
    case grammar::fault_kind::no_code:
      return {"the code is missing or is none", "コードがないか、形式が正しくありません"};
    case grammar::fault_kind::bad_time:
      return {"this is no time, or too long", "時刻・時間として読めないか、長すぎます"};
    case grammar::fault_kind::not_here:
      return {"this does not belong to the command", "このコマンドには使えない指定です"};
    case grammar::fault_kind::twice:
      return {"two things that exclude each other", "両立しない指定が2つあります"};
    case grammar::fault_kind::unclosed_quote:
      return {"a quote is not closed", "引用符（かぎ括弧）が閉じていません"};
    case grammar::fault_kind::too_many_points:
      return {"too many points in one line", "1行に書けるポイントの数を超えています"};
    case grammar::fault_kind::long_line: return {"the line is too long", "行が長すぎます"};
    case grammar::fault_kind::too_many_lines: return {"too many lines", "行数が上限を超えています"};
    case grammar::fault_kind::too_many_commands:
      return {"too many commands", "コマンドの数が上限を超えています"};
    case grammar::fault_kind::too_many_faults:
      return {"too many lines that are no command", "コマンドでない行が多すぎます"};
    case grammar::fault_kind::not_first:
      return {"this counts only as the first line of a mail", "この行はメールの先頭にあるときだけ有効です"};
    case grammar::fault_kind::no_such_point: return {"a name is no point", "ポイントでない名前があります"};
    case grammar::fault_kind::ambiguous_point:
      return {"several points have that name", "同じ名前のポイントが複数あります"};
    case grammar::fault_kind::held:
      return {"another line of the mail is in doubt", "メールに不明な行があります"};
  }
  return {};
}

grammar::bilingual text_of(point::quality q) {
  switch (q) {
    case point::quality::good: return {"good", "正常"};
    case point::quality::uncertain: return {"uncertain", "不確か"};
    case point::quality::bad: break;
  }
  return {"bad", "異常"};
}

grammar::bilingual text_of(point::alarm a) {
  switch (a) {
    case point::alarm::active: return {"ALARM", "警報発生中"};
    case point::alarm::acknowledged: return {"alarm, acknowledged", "警報発生中（確認済み）"};
    case point::alarm::normal: break;
  }
  return {};
}

grammar::bilingual text_of(point::kind k) {
  switch (k) {
    case point::kind::digital: return {"digital", "デジタル"};
    case point::kind::integer: return {"integer", "整数"};
    case point::kind::analog: return {"analog", "アナログ"};
    case point::kind::counter: return {"counter", "積算"};
    case point::kind::text: return {"text", "文字列"};
  }
  return {};
}

grammar::bilingual help_page() {
  return {
      "One command a line, at the top of the mail. Case and width of letters do not matter.\n"
      "\n"
      "  list [POINTS]              the points that you may read or operate\n"
      "  get POINTS                 their values\n"
      "  status [POINTS]            how the system is, and its alarms\n"
      "  on POINTS, off POINTS      switch on, switch off\n"
      "  toggle POINTS              the other way round\n"
      "  pulse POINTS [for 2s]      on for a moment\n"
      "  set POINT VALUE            e.g. set temp1 25.5; also temp1 = 25.5\n"
      "  ack CODE, ack POINTS       acknowledge alarms; in the first line\n"
      "  confirm CODE               agree to what was asked for; in the first line\n"
      "  help                       this text\n"
      "  quit                       ends the commands\n"
      "\n"
      "Behind a command:\n"
      "  for 10m                    goes back after 10 minutes\n"
      "  until 18:30                goes back at 18:30\n"
      "  before 18:30               is not carried out later than that\n"
      "  dry-run                    only says whether it could be done\n"
      "\n"
      "Who you are, when asked for: user NAME, password PASSWORD, code 123456 (one a line).\n"
      "A point is its id or its title, in \"quotes\" when there are blanks in it; "
      "* and ? stand for any letters.\n",
      "メールの先頭に、1行に1つのコマンドを書いてください。大文字・小文字、全角・半角は区別しません。\n"
      "\n"
      "  一覧                          ポイントの一覧\n"
      "  ポンプ1の値                   現在値（「取得 ポンプ1」でも可）\n"
      "  状態                          システムの状態と発生中の警報\n"
      "  ポンプ1 オン                  入れる（「ポンプ1を運転」「ポンプ1を入れる」でも可）\n"
      "  ポンプ1 オフ                  切る（「ポンプ1を停止」「ポンプ1を切る」でも可）\n"
      "  ポンプ1 反転                  入／切を反転する\n"
      "  ブザー パルス                 一瞬だけ入れる\n"
      "  温度1を25.5に設定             値を設定する（「温度1 = 25.5」でも可）\n"
      "  警報確認 コード               警報を確認済みにする（1行目に書く）\n"
      "  承認 コード                   依頼した操作を承認する（1行目に書く）\n"
      "  ヘルプ                        この説明\n"
      "  終了                          コマンドの終わり\n"
      "\n"
      "コマンドに付けられる指定:\n"
      "  10分間                        10分後に元の値に戻す（例: ポンプ1を10分間オン）\n"
      "  18:30まで                     18:30に元の値に戻す（例: ポンプ1を18:30まで運転）\n"
      "  18:30までに                   18:30を過ぎたら実行しない\n"
      "  試行                          操作せず、実行できるかどうかだけを調べる（例: 試行 ポンプ1をオン）\n"
      "\n"
      "本人確認が必要なときは、「ユーザー名 〇〇」「パスワード 〇〇」「コード 123456」を1行ずつ書いてください。\n"
      "ポイントはIDまたは名称で指定します。空白を含む名称は「」で囲みます。* と ? はワイルドカードです。\n"
      "開閉は「バルブ1を開にする」のように、ポイントに登録された言葉で設定してください。\n"};
}

}  // namespace watchpost::mail_command::reply
