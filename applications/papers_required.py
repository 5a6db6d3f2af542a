"""The papers a 低保 application needs before it can be accepted (57 号 第九、十条)."""

REQUIRED = {
    "application": "社会救助申请书（签名）",
    "id_cards": "身份证或户口簿原件",
    "authorisation": "家庭经济状况核对授权书（全体成员签名）",
}
