#include "reply_code.h"

#include <algorithm>
#include <array>

namespace watchpost::mail_command::reply {
namespace {

constexpr std::array table{
    reply_entry{reply_code::done, {"done", "実行しました"}, {}},
    reply_entry{reply_code::would,
                {"would be done (nothing was moved)", "実行できます（試行のため操作していません）"},
                {}},
    reply_entry{reply_code::value, {"value", "現在値"}, {}},
    reply_entry{reply_code::information, {"information", "お知らせ"}, {}},
    reply_entry{reply_code::already,
                {"done before; not done again", "すでに実行済みです（二重には実行しません）"},
                {}},
    reply_entry{reply_code::acknowledged, {"alarm acknowledged", "警報を確認済みにしました"}, {}},

    reply_entry{reply_code::busy,
                {"the point is being operated at this moment", "ほかの操作を実行中です"},
                {"send the command again in a while", "しばらくしてから、もう一度送信してください"}},
    reply_entry{reply_code::no_host,
                {"not done: the host could not look or could not store the order",
                 "実行していません（制御装置が応答できません）"},
                {"send the command again in a while", "しばらくしてから、もう一度送信してください"}},
    reply_entry{reply_code::result_unknown,
                {"accepted, but whether it moved is not known", "受け付けましたが、動作したかどうか不明です"},
                {"look at the point before anything else is ordered",
                 "次の操作の前に、現場の状態を確認してください"}},
    reply_entry{reply_code::not_executed,
                {"not done: the work was interrupted before", "中断のため、実行していません"},
                {"send the command again", "もう一度送信してください"}},
    reply_entry{reply_code::under_way,
                {"accepted and under way", "実行中です"},
                {"ask for the value in a while", "しばらくしてから、値を問い合わせてください"}},
    reply_entry{reply_code::denied,
                {"the facility does not allow it now", "設備側で操作が禁止されています"},
                {"it is in local mode or interlocked: see to it there",
                 "現場優先（ローカル）またはインターロックの状態を確認してください"}},
    reply_entry{reply_code::confirm,
                {"not done yet: confirm it", "まだ実行していません。承認が必要です"},
                {"reply with the words that are given", "次に示す言葉を書いて返信してください"}},
    reply_entry{
        reply_code::second_person,
        {"not done yet: a second person has to agree", "まだ実行していません。別の方の承認が必要です"},
        {"the other person sends the words that are given from their own address",
         "別の方が、ご自身のアドレスから次に示す言葉を送信してください"}},
    reply_entry{reply_code::too_often,
                {"too many mails", "メールの回数が上限を超えました"},
                {"wait, then send fewer", "時間をおいて送信してください"}},

    reply_entry{reply_code::not_understood,
                {"not understood", "コマンドとして解釈できません"},
                {"'help' lists the commands", "「ヘルプ」と送信すると、使い方をお知らせします"}},
    reply_entry{reply_code::syntax,
                {"something is missing or too much in the line", "コマンドの書き方に誤りがあります"},
                {"'help' shows how it is written", "「ヘルプ」と送信すると、使い方をお知らせします"}},
    reply_entry{reply_code::bad_time,
                {"no time that can be kept", "時刻または時間の指定に誤りがあります"},
                {"write it as 'for 10m' or 'until 18:30', at most 7 days on",
                 "「10分間」「18:30まで」のように書いてください（7日以内）"}},
    reply_entry{
        reply_code::too_much,
        {"too much in one mail; the rest was not read", "1通の上限を超えたため、以降は読んでいません"},
        {"send it in several mails", "何通かに分けて送信してください"}},
    reply_entry{
        reply_code::in_doubt,
        {"not done: another line of the mail is in doubt", "メールに不明な行があるため、実行していません"},
        {"send the commands alone, at the top of a new mail",
         "コマンドだけを、新しいメールの先頭に書いて送信してください"}},
    reply_entry{reply_code::no_point,
                {"there is no such point", "該当するポイントがありません"},
                {"'list' shows the points", "「一覧」と送信すると、ポイントの一覧をお知らせします"}},
    reply_entry{reply_code::ambiguous,
                {"several points are called that", "同じ名前のポイントが複数あります"},
                {"write the id", "ポイントIDで指定してください"}},
    reply_entry{reply_code::not_operable, {"the point cannot be operated", "操作できないポイントです"}, {}},
    reply_entry{
        reply_code::wrong_kind,
        {"the point does not take such a value or command", "このポイントには使えない値または操作です"},
        {"'list' shows what it takes", "「一覧」で値の種類を確認してください"}},
    reply_entry{reply_code::out_of_limits,
                {"outside of the limits", "設定できる範囲を超えています"},
                {"'list' shows the limits", "「一覧」で範囲を確認してください"}},
    reply_entry{reply_code::no_alarm,
                {"there is no such alarm any more", "該当する警報は発生していません"},
                {"'status' shows the alarms", "「状態」と送信すると、発生中の警報をお知らせします"}},
    reply_entry{reply_code::old_mail,
                {"not done: the mail is too old or its date is wrong",
                 "実行していません。メールが古いか、日時が正しくありません"},
                {"send a new mail; see to the clock of your device",
                 "新しいメールで送信してください（端末の時計も確認してください）"}},
    reply_entry{reply_code::too_late,
                {"not done: its time is over", "指定の時刻を過ぎたため、実行していません"},
                {"send it again with another time", "時刻を直して送信してください"}},
    reply_entry{
        reply_code::replayed,
        {"not done: this mail was received before", "実行していません。受信済みのメールと同じものです"},
        {"write a new mail", "新しいメールを作成して送信してください"}},
    reply_entry{reply_code::too_large,
                {"not done: the mail is larger than is read", "実行していません。メールが大きすぎます"},
                {"send the commands alone, without attachments",
                 "添付ファイルを付けずに、コマンドだけを送信してください"}},
    reply_entry{reply_code::not_allowed,
                {"not allowed", "許可されていません"},
                {"ask the one who runs this system", "システムの管理者にお問い合わせください"}},
    reply_entry{reply_code::read_only,
                {"you may read this point, not operate it", "このポイントは閲覧のみ許可されています"},
                {"ask the one who runs this system", "システムの管理者にお問い合わせください"}},
    reply_entry{
        reply_code::more_proof,
        {"not allowed without more proof of who you are", "本人確認が不足しています"},
        {"send it again with what is named", "示された方法で本人確認を加えて、もう一度送信してください"}},
    reply_entry{reply_code::wrong_credentials,
                {"user, password or one-time code is wrong or was used before",
                 "ユーザー名、パスワード、ワンタイムコードのいずれかが誤っているか、使用済みです"},
                {"send it again with the right ones", "正しいものを書いて、もう一度送信してください"}},
    reply_entry{
        reply_code::wrong_code,
        {"the code is wrong, too old or was used before",
         "コードが誤っているか、期限切れ、または使用済みです"},
        {"send the command again for a new one", "コマンドを送信し直すと、新しいコードをお送りします"}},
    reply_entry{reply_code::one_person,
                {"the second person is not another one", "承認した方が操作の依頼者と同じです"},
                {"somebody else has to send the code", "別の方がコードを送信してください"}},
    reply_entry{reply_code::failed,
                {"accepted, but the point did not follow", "受け付けましたが、ポイントが動作しませんでした"},
                {"see to the device", "現場の機器を確認してください"}},
};
static_assert(std::is_sorted(table.begin(), table.end(),
                             [](const reply_entry& a, const reply_entry& b) { return a.code < b.code; }));

}  // namespace

std::span<const reply_entry> replies() { return table; }

const reply_entry& entry(reply_code r) {
  const auto at = std::find_if(table.begin(), table.end(), [&](const reply_entry& e) { return e.code == r; });
  return at != table.end() ? *at : entry(reply_code::not_executed);
}

}  // namespace watchpost::mail_command::reply
