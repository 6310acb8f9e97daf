"""Who may open what, address by address. `test_access_matrix` holds the house to it.

`ok` opens it, `–` there is no such thing, `no` is refused with a reason, `log in` and `stands`
are led there, `on` is led to another page, `post` is a deed that a link cannot do.
"""

MATRIX = """
                                              visitor  dara    femi    amina  chidi  efua  bintou
home                                          ok       ok      stands  ok     ok     ok    ok
healthz                                       ok       ok      stands  ok     ok     ok    ok
readyz                                        ok       ok      stands  ok     ok     ok    ok
robots                                        ok       ok      stands  ok     ok     ok    ok
sitemap                                       ok       ok      stands  ok     ok     ok    ok
search                                        ok       ok      stands  ok     ok     ok    ok
forums:forum_search                           ok       ok      stands  ok     ok     ok    ok
set_language                                  on       on      on      on     on     on    on
members:charter                               ok       ok      stands  ok     ok     ok    ok
members:application                           log-in   ok      ok      on     on     on    on
members:charter_accept                        log-in   stands  stands  ok     ok     ok    ok
members:language                              log-in   stands  stands  post   post   post  post
members:member_list                           log-in   stands  stands  ok     ok     ok    ok
members:welcome                               log-in   stands  stands  ok     ok     ok    ok
members:invitation_list                       log-in   stands  stands  ok     no     ok    ok
members:invitation_new                        log-in   stands  stands  ok     no     ok    ok
members:invitation_revoke/invitation          log-in   stands  stands  post   post   post  post
members:invitation_send_again/invitation      log-in   stands  stands  post   post   post  post
members:invitation_accept                     –        –       stands  –      –      –     –
members:invitation_open                       –        –       stands  –      –      –     –
members:invitation_open/key_of_an_invitation  on       on      stands  on     on     on    on
members:my_organization                       log-in   stands  stands  ok     ok     ok    ok
members:organization_list                     log-in   stands  stands  ok     ok     ok    ok
members:organization_edit/organization        log-in   stands  stands  ok     no     no    ok
members:organization_edit/proposed            log-in   stands  stands  –      –      –     ok
members:organization_people/organization      log-in   stands  stands  ok     no     no    ok
members:organization_people/proposed          log-in   stands  stands  –      –      –     ok
members:affiliation_end/organization          log-in   stands  stands  ok     no     no    ok
organization_detail/organization              log-in   stands  stands  ok     ok     ok    ok
organization_detail/proposed                  log-in   stands  stands  –      –      –     ok
members:accompaniment                         log-in   stands  stands  ok     ok     ok    ok
members:accompaniment_detail/company          log-in   stands  stands  ok     ok     –     –
members:accompaniment_answer/company          log-in   stands  stands  post   post   post  post
members:accompaniment_withdraw/company        log-in   stands  stands  post   post   post  post
members:accompaniment_end/company             log-in   stands  stands  post   post   post  post
members:accompaniment_new/chidi               log-in   stands  stands  ok     no     ok    ok
members:accompaniment_new/femi                log-in   stands  stands  –      –      –     –
members:member_map                            log-in   stands  stands  ok     ok     ok    ok
members:group_list                            ok       ok      stands  ok     ok     ok    ok
group_detail/open_group                       ok       ok      stands  ok     ok     ok    ok
group_detail/members'_group                   –        –       stands  ok     ok     ok    ok
group_detail/africa                           –        –       stands  ok     –      ok    ok
group_detail/hidden_sibling                   –        –       stands  –      ok     –     ok
members:group_people/open_group               log-in   stands  stands  ok     ok     ok    ok
members:group_people/africa                   log-in   stands  stands  ok     –      ok    ok
members:group_people/hidden_sibling           log-in   stands  stands  –      ok     –     ok
members:group_ask/members'_group              log-in   stands  stands  on     ok     ok    ok
members:group_ask/open_group                  log-in   stands  stands  no     no     no    no
members:group_ask/africa                      log-in   stands  stands  on     –      on    ok
members:group_ask/hidden_sibling              log-in   stands  stands  –      on     –     ok
members:group_join/africa                     log-in   stands  stands  post   post   post  post
members:group_leave/africa                    log-in   stands  stands  post   post   post  post
members:group_take_back/africa                log-in   stands  stands  post   post   post  post
members:group_decline/africa                  log-in   stands  stands  post   post   post  post
members:group_revoke/africa                   log-in   stands  stands  post   post   post  post
members:group_invite/africa                   log-in   stands  stands  no     –      ok    ok
members:group_invite/hidden_sibling           log-in   stands  stands  –      no     –     ok
members:group_request/africa                  log-in   stands  stands  no     –      ok    ok
members:group_request/hidden_sibling          log-in   stands  stands  –      no     –     on
members:group_remove/africa                   log-in   stands  stands  no     –      ok    ok
members:group_remove/hidden_sibling           log-in   stands  stands  –      no     –     –
me                                            log-in   stands  stands  ok     ok     ok    ok
data                                          log-in   stands  stands  ok     ok     ok    ok
data_download                                 log-in   stands  stands  on     on     on    on
leave                                         log-in   stands  stands  on     on     on    on
group_handover/africa                         log-in   stands  stands  –      –      ok    ok
group_handover/sealed_group                   log-in   stands  stands  –      –      –     ok
members:profile                               log-in   stands  stands  ok     ok     ok    ok
members:member_picture/amina                  log-in   stands  stands  ok     ok     ok    ok
members:member_picture/gloria                 log-in   stands  stands  ok     –      ok    –
members:member_picture/henrike                log-in   stands  stands  –      –      –     –
members:member_picture/chidi                  log-in   stands  stands  –      –      –     –
members:member_picture/femi                   log-in   stands  stands  –      –      –     –
member_detail/amina                           log-in   stands  stands  ok     ok     ok    ok
member_detail/gloria                          log-in   stands  stands  ok     ok     ok    ok
member_detail/henrike                         log-in   stands  stands  ok     ok     ok    ok
member_detail/dara                            log-in   stands  stands  –      –      –     –
member_detail/femi                            log-in   stands  stands  –      –      –     –
member_detail/nobody                          log-in   stands  stands  –      –      –     –
resources:resource_list                       ok       ok      stands  ok     ok     ok    ok
resources:oai                                 ok       ok      stands  ok     ok     ok    ok
resources:resource_new                        log-in   stands  stands  ok     ok     ok    ok
resources:resource_known                      log-in   stands  stands  ok     ok     ok    ok
resources:submission_list                     log-in   stands  stands  ok     ok     ok    ok
resources:resource_detail/public              ok       ok      stands  ok     ok     ok    ok
resources:resource_detail/members             –        –       stands  ok     ok     ok    ok
resources:resource_detail/group               –        –       stands  ok     –      ok    ok
resources:resource_detail/members'_files      ok       ok      stands  ok     ok     ok    ok
resources:resource_detail/group's_files       ok       ok      stands  ok     ok     ok    ok
resources:resource_detail/files_held_back     ok       ok      stands  ok     ok     ok    ok
resources:resource_detail/draft               –        –       stands  ok     –      –     –
resources:resource_detail/draft_for_a_group   –        –       stands  ok     –      –     –
resources:resource_detail/submitted           –        –       stands  ok     –      –     ok
resources:resource_detail/returned            –        –       stands  ok     –      –     ok
resources:resource_detail/declined            –        –       stands  ok     –      –     ok
resources:resource_detail/reopened            –        –       stands  ok     –      –     ok
resources:resource_detail/withdrawn           ok       ok      stands  ok     ok     ok    ok
resources:resource_feed                       ok       ok      stands  ok     ok     ok    ok
resources:resource_citation/public            ok       ok      stands  ok     ok     ok    ok
resources:resource_citation/members           –        –       stands  ok     ok     ok    ok
resources:resource_citation/group             –        –       stands  ok     –      ok    ok
resources:resource_citation/members'_files    ok       ok      stands  ok     ok     ok    ok
resources:resource_citation/draft             –        –       stands  –      –      –     –
resources:resource_citation/submitted         –        –       stands  –      –      –     –
resources:resource_citation/returned          –        –       stands  –      –      –     –
resources:resource_citation/declined          –        –       stands  –      –      –     –
resources:resource_citation/reopened          –        –       stands  –      –      –     –
resources:resource_citation/withdrawn         –        –       stands  –      –      –     –
resources:document_download/public            ok       ok      stands  ok     ok     ok    ok
resources:document_download/members           –        –       stands  ok     ok     ok    ok
resources:document_download/group             –        –       stands  ok     –      ok    ok
resources:document_download/members'_files    –        –       stands  ok     ok     ok    ok
resources:document_download/group's_files     –        –       stands  ok     –      ok    ok
resources:document_download/files_held_back   –        –       stands  ok     –      –     ok
resources:document_download/draft             –        –       stands  ok     –      –     –
resources:document_download/draft_for_a_group –        –       stands  ok     –      –     –
resources:document_download/submitted         –        –       stands  ok     –      –     ok
resources:document_download/returned          –        –       stands  ok     –      –     ok
resources:document_download/declined          –        –       stands  ok     –      –     ok
resources:document_download/reopened          –        –       stands  ok     –      –     ok
resources:document_download/withdrawn         –        –       stands  ok     –      –     ok
resources:document_picture/public             ok       ok      stands  ok     ok     ok    ok
resources:document_picture/members            –        –       stands  ok     ok     ok    ok
resources:document_picture/group              –        –       stands  ok     –      ok    ok
resources:document_picture/members'_files     –        –       stands  ok     ok     ok    ok
resources:document_picture/group's_files      –        –       stands  ok     –      ok    ok
resources:document_picture/files_held_back      –        –       stands  ok     –      –     ok
resources:document_picture/draft              –        –       stands  ok     –      –     –
resources:document_picture/draft_for_a_group  –        –       stands  ok     –      –     –
resources:document_picture/submitted          –        –       stands  ok     –      –     ok
resources:document_picture/returned           –        –       stands  ok     –      –     ok
resources:document_picture/declined           –        –       stands  ok     –      –     ok
resources:document_picture/reopened           –        –       stands  ok     –      –     ok
resources:document_picture/withdrawn          –        –       stands  ok     –      –     ok
resources:resource_edit/public                log-in   stands  stands  no     no     no    no
resources:resource_edit/members               log-in   stands  stands  no     no     no    no
resources:resource_edit/group                 log-in   stands  stands  no     –      no    no
resources:resource_edit/draft                 log-in   stands  stands  ok     –      –     –
resources:resource_edit/submitted             log-in   stands  stands  no     –      –     no
resources:resource_edit/returned              log-in   stands  stands  ok     –      –     no
resources:resource_edit/withdrawn             log-in   stands  stands  no     no     no    no
resources:version_new/public                  log-in   stands  stands  ok     no     no    ok
resources:version_new/members                 log-in   stands  stands  ok     no     no    ok
resources:version_new/group                   log-in   stands  stands  ok     –      no    ok
resources:version_new/draft                   log-in   stands  stands  no     –      –     –
resources:version_new/withdrawn               log-in   stands  stands  no     no     no    no
resources:waiting_document/waiting_file       log-in   stands  stands  ok     –      –     ok
resources:version_take_back/waiting_file      log-in   stands  stands  post   post   post  post
resources:practice_list                       ok       ok      stands  ok     ok     ok    ok
resources:practice_new                        log-in   stands  stands  ok     ok     ok    ok
resources:resource_detail/members'_practice   –        –       stands  ok     ok     ok    ok
resources:resource_detail/group's_practice    –        –       stands  ok     –      ok    ok
resources:resource_detail/draft_practice      –        –       stands  ok     –      –     –
resources:resource_edit/draft_practice        log-in   stands  stands  ok     –      –     –
resources:collection_list                     ok       ok      stands  ok     ok     ok    ok
resources:collection_detail/public_collection ok       ok      stands  ok     ok     ok    ok
resources:collection_detail/collection        –        –       stands  ok     ok     ok    ok
resources:pack                                ok       ok      stands  ok     ok     ok    ok
resources:pack/care                           ok       ok      stands  ok     ok     ok    ok
resources:pack/public_collection              ok       ok      stands  ok     ok     ok    ok
resources:pack/collection                     –        –       stands  ok     ok     ok    ok
resources:pack_download                       –        –       stands  –      –      –     –
resources:pack_download/care                  ok       ok      stands  ok     ok     ok    ok
resources:pack_download/public_collection     ok       ok      stands  ok     ok     ok    ok
resources:pack_download/collection            –        –       stands  ok     ok     ok    ok
resources:reading_list                        log-in   stands  stands  ok     ok     ok    ok
resources:reading_list_add/public             log-in   stands  stands  post   post   post  post
resources:reading_list_add/draft              log-in   stands  stands  post   post   post  post
resources:reading_list_remove/public          log-in   stands  stands  post   post   post  post
resources:reading_list_share                  log-in   stands  stands  post   post   post  post
resources:reading_list_unshare                log-in   stands  stands  post   post   post  post
resources:reading_list_shared/key             ok       ok      stands  ok     ok     ok    ok
resources:reading_list_shared                 –        –       stands  –      –      –     –
resources:saved_search_list                   log-in   stands  stands  ok     ok     ok    ok
resources:saved_search_add                    log-in   stands  stands  post   post   post  post
resources:saved_search_open/saved_search      log-in   stands  stands  post   post   post  post
resources:saved_search_rename/saved_search    log-in   stands  stands  post   post   post  post
resources:saved_search_remove/saved_search    log-in   stands  stands  post   post   post  post
resources:story_list/public                   ok       ok      stands  ok     ok     ok    ok
resources:story_list/members                  –        –       stands  ok     ok     ok    ok
resources:story_list/group                    –        –       stands  ok     –      ok    ok
resources:story_list/draft                    –        –       stands  –      –      –     –
resources:story_list/submitted                –        –       stands  –      –      –     –
resources:story_list/withdrawn                –        –       stands  –      –      –     –
resources:story_edit/public                   log-in   stands  stands  ok     ok     ok    ok
resources:story_edit/group                    log-in   stands  stands  ok     –      ok    ok
resources:story_edit/draft                    log-in   stands  stands  no     –      –     –
resources:story_edit/submitted                log-in   stands  stands  no     –      –     no
resources:story_edit/withdrawn                log-in   stands  stands  no     no     no    no
resources:story_take_back/public              log-in   stands  stands  post   post   post  post
resources:story_delete/public                 log-in   stands  stands  post   post   post  post
forums:forum_list                             ok      ok      stands  ok      ok      ok      ok
forums:forum_list_read                        log-in  stands  stands  post    post    post    post
forums:forums_feed                            ok      ok      stands  ok      ok      ok      ok
forums:forum_detail/public_forum              ok      ok      stands  ok      ok      ok      ok
forums:forum_detail/members'_forum            –       –       stands  ok      ok      ok      ok
forums:forum_detail/group's_forum             –       –       stands  ok      –       ok      ok
forums:forum_read/group's_forum               log-in  stands  stands  post    post    post    post
forums:forum_feed_key/group's_forum           log-in  stands  stands  post    post    post    post
forums:forum_feed/public_forum                ok      ok      stands  ok      ok      ok      ok
forums:forum_feed/members'_forum              –       –       stands  –       –       –       –
forums:forum_feed/group's_forum               –       –       stands  –       –       –       –
forums:forum_feed_private/members'_forum      ok      ok      stands  ok      ok      ok      ok
forums:forum_feed_private/group's_forum       –       –       stands  –       –       –       –
forums:thread_detail/public_thread            ok      ok      stands  ok      ok      ok      ok
forums:thread_detail/members'_thread          –       –       stands  ok      ok      ok      ok
forums:thread_detail/group's_thread           –       –       stands  ok      –       ok      ok
forums:thread_detail/quiet_thread  –       –       stands  ok      –       ok      ok
forums:thread_detail/hidden_thread            –       –       stands  –       –       ok      ok
forums:thread_detail/e-discussion             –       –       stands  ok      ok      ok      ok
forums:post_detail/post_of_the_public_thread  on      on      stands  on      on      on      on
forums:post_detail/post_of_the_members'_thread –       –       stands  on      on      on      on
forums:post_detail/post_of_the_group's_thread –       –       stands  on      –       on      on
forums:post_detail/post_of_the_quiet_thread –       –       stands  on      –       on      on
forums:post_detail/post_of_the_hidden_thread  –       –       stands  –       –       on      on
forums:post_detail/post_of_the_e-discussion   –       –       stands  on      on      on      on
forums:bookmark_list                          log-in   stands  stands  ok     ok     ok    ok
forums:post_edit/edited_post                  log-in   stands  stands  ok     –      no    no
forums:post_edit/removed_post                 log-in   stands  stands  –      –      –     –
forums:post_history/edited_post               –        –       stands  ok     –      ok    ok
forums:post_history/removed_post              –        –       stands  –      –      –     –
forums:revision_hide/hidden_revision          log-in   stands  stands  post   post   post  post
forums:post_remove/edited_post                log-in   stands  stands  ok     –      no    no
forums:post_remove/removed_post               log-in   stands  stands  on     –      no    no
forums:post_thank/edited_post                 log-in   stands  stands  post   post   post  post
forums:thanks_list/edited_post                log-in   stands  stands  ok     –      ok    ok
forums:post_helped/edited_post                log-in   stands  stands  post   post   post  post
forums:post_bookmark/edited_post              log-in   stands  stands  post   post   post  post
forums:thread_label/edited_thread             log-in   stands  stands  ok     –      ok    ok
forums:thread_label/thread_to_be_opened_wider log-in   stands  stands  ok     –      ok    ok
forums:decision_list                          log-in   stands  stands  no     no     ok    ok
forums:thread_lock/talk                       log-in   stands  stands  no     –      ok    ok
forums:thread_pin/talk                        log-in   stands  stands  no     –      ok    ok
forums:thread_move/talk                       log-in   stands  stands  no     –      ok    ok
forums:thread_merge/talk                      log-in   stands  stands  no     –      ok    ok
forums:thread_split/talk                      log-in   stands  stands  no     –      ok    ok
forums:thread_hide/talk                       log-in   stands  stands  no     –      ok    ok
forums:thread_unlock/talk                     log-in   stands  stands  no     –      on    on
forums:thread_unpin/talk                      log-in   stands  stands  no     –      on    on
forums:thread_close/talk                      log-in   stands  stands  no     –      on    on
forums:thread_restore/hidden_talk             log-in   stands  stands  –      –      no    ok
forums:post_hide/shown_post                   log-in   stands  stands  no     –      ok    ok
forums:post_restore/hidden_post               log-in   stands  stands  no     –      ok    ok
forums:thread_new/public_forum                log-in  stands  stands  ok      ok      ok      ok
forums:thread_new/group's_forum               log-in  stands  stands  ok      –       ok      ok
forums:thread_reply/group's_thread            log-in  stands  stands  on      –       on      on
forums:draft_list                             log-in  stands  stands  ok      ok      ok      ok
forums:draft_save                             log-in  stands  stands  post    post    post    post
forums:draft_delete/draft_of_amina            log-in  stands  stands  post    post    post    post
forums:attachment/file_of_the_public_thread   ok      ok      stands  ok      ok      ok      ok
forums:attachment/file_of_the_group's_thread  –       –       stands  ok      –       ok      ok
forums:attachment/file_in_a_draft             –       –       stands  ok      –       –       –
forums:post_unseal/sealed_post                log-in   stands  stands  no     –      no    ok
forums:unsealing_list                         log-in   stands  stands  no     no     ok    ok
forums:unsealing_detail/question              log-in   stands  stands  no     no     –     ok
account_login                                 ok       stands  stands  on     on     on    on
account_logout                                on       ok      ok      ok     ok     ok    ok
account_inactive                              ok       ok      stands  ok     ok     ok    ok
account_signup                                ok       stands  stands  on     on     on    on
account_reauthenticate                        log-in   ok      stands  ok     ok     ok    ok
account_email                                 log-in   ok      stands  ok     ok     ok    ok
account_email_verification_sent               ok       ok      stands  ok     ok     ok    ok
account_change_password                       log-in   ok      stands  ok     ok     ok    ok
account_set_password                          log-in   on      stands  on     on     on    on
account_reset_password                        ok       ok      stands  ok     ok     ok    ok
account_reset_password_done                   ok       ok      stands  ok     ok     ok    ok
account_reset_password_from_key               ok       ok      stands  ok     ok     ok    ok
account_reset_password_from_key_done          ok       ok      stands  ok     ok     ok    ok
account_request_login_code                    ok       stands  stands  on     on     on    on
account_confirm_login_code                    on       stands  stands  on     on     on    on
account_confirm_email                         ok       ok      stands  ok     ok     ok    ok
mfa_index                                     log-in   ok      stands  ok     ok     ok    ok
mfa_authenticate                              on       stands   stands  on     on     on    on
mfa_reauthenticate                            log-in   on       stands  on     on     on    on
mfa_activate_totp                             log-in   on      stands  on     on     on    on
mfa_deactivate_totp                           log-in   –       stands  –      –      –     –
mfa_view_recovery_codes                       log-in   –       stands  –      –      –     –
mfa_generate_recovery_codes                   log-in   on      stands  on     on     on    on
mfa_download_recovery_codes                   log-in   –       stands  –      –      –     –
mfa_list_webauthn                             log-in   ok      stands  ok     ok     ok    ok
mfa_add_webauthn                              log-in   on      stands  on     on     on    on
mfa_reauthenticate_webauthn                   log-in   on       stands  ok     on     on    on
mfa_edit_webauthn                             log-in   on      stands  on     on     on    on
mfa_remove_webauthn                           log-in   on      stands  on     on     on    on
mfa_login_webauthn                            on       stands   stands  on     on     on    on
usersessions_list                             log-in   ok      stands  ok     ok     ok    ok
admin:index                                   log-in   stands  stands  no     no     ok    ok
admin:login                                   log-in   stands  stands  no     no     on    on
admin:logout                                  log-in   stands  stands  on     on     post  post
admin:password_change                         log-in   stands  stands  no     no     on    on
admin:password_change_done                    log-in   stands  stands  no     no     ok    ok
admin:autocomplete                            log-in   stands  stands  no     no     no    no
admin:jsi18n                                  log-in   stands  stands  no     no     ok    ok
admin:app_list                                log-in   stands  stands  no     no     ok    ok
admin:members_application_decide              log-in   stands  stands  no     no     post  post
admin:members_suspension_lift                 log-in   stands  stands  no     no     no    ok
admin:members_appeal_answer                   log-in   stands  stands  no     no     no    ok
admin:members_term_end                        log-in   stands  stands  no     no     no    ok
admin:members_organization_merge              log-in   stands  stands  no     no     no    ok
admin:members_organization_export             log-in   stands  stands  no     no     no    ok
admin:members_member_export                   log-in   stands  stands  no     no     no    ok
admin:members_registrylist_template           log-in   stands  stands  no     no     no    ok
admin:members_registrylist_decide             log-in   stands  stands  no     no     no    post
admin:members_registrylist_errors             log-in   stands  stands  no     no     no    ok
admin:resources_resource_export               log-in   stands  stands  no     no     no    ok
admin:resources_import_decide                 log-in   stands  stands  no     no     no    post
admin:resources_import_errors                 log-in   stands  stands  no     no     no    ok
admin:resources_resource_review               log-in   stands  stands  no     no     no    post
admin:resources_source_ask                    log-in   stands  stands  no     no     no    post
admin:resources_harvestrun_stop               log-in   stands  stands  no     no     no    post
admin:members_accompaniment_changelist        log-in   stands  stands  no     no     no    ok
admin:resources_monthlyuse_changelist         log-in   stands  stands  no     no     no    ok
admin:resources_monthlyuse_unopened           log-in   stands  stands  no     no     no    ok
admin:resources_monthlyuse_searches           log-in   stands  stands  no     no     no    ok
admin:forums_forum_deed                       log-in   stands  stands  no     no     ok    ok
admin:forums_thread_deed                      log-in   stands  stands  no     no     ok    ok
admin:forums_post_deed                        log-in   stands  stands  no     no     ok    ok
admin:resources_story_review                  log-in   stands  stands  no     no     no    post
"""

# Efua's answers, then Bintou's; nobody else of the cast comes into the administration.
ADMIN = """
                            list add history delete change   list add history delete change
members_application         ok   no  ok      no     ok       ok   no  ok      no     ok
members_charterversion      no   no  no      no     no       ok   ok  ok      no     ok
members_acceptance          no   no  no      no     no       ok   no  ok      no     ok
members_charterstanding     no   no  no      no     no       ok   no  ok      no     ok
members_secondfactorreset   no   no  no      no     no       ok   ok  ok      no     ok
members_group               ok   no  on      no     on       ok   ok  ok      ok     ok
members_membership          ok   no  on      no     on       ok   ok  ok      ok     ok
members_joinrequest         ok   no  ok      no     ok       ok   no  ok      no     ok
members_term                ok   no  ok      no     ok       ok   ok  ok      no     ok
members_organization        no   no  no      no     no       ok   ok  ok      ok     ok
members_formerorganization  no   no  no      no     no       ok   no  ok      no     ok
members_registrylist        no   no  on      no     no       ok   ok  ok      no     ok
members_registryexport      no   no  no      no     no       ok   no  ok      no     ok
members_member              no   no  no      no     no       ok   no  ok      no     ok
members_suspension          no   no  no      no     no       ok   ok  ok      no     ok
members_appeal              no   no  no      no     no       ok   no  ok      no     ok
members_invitation          no   no  no      no     no       ok   no  ok      no     ok
members_region              no   no  no      no     no       ok   ok  ok      ok     ok
members_theme               no   no  no      no     no       ok   ok  ok      ok     ok
notices_letter              no   no  no      no     no       ok   no  ok      no     ok
resources_collection        no   no  no      no     no       ok   ok  ok      ok     ok
resources_document          no   no  no      no     no       ok   no  ok      no     ok
resources_linkcheck         no   no  no      no     no       ok   no  ok      no     ok
resources_import            no   no  on      no     no       ok   ok  ok      no     ok
resources_resource          no   no  no      no     no       ok   no  ok      ok     ok
resources_source            no   no  no      no     no       ok   ok  ok      no     ok
resources_harvestrun        no   no  no      no     no       ok   no  ok      no     ok
resources_sourcerecord      no   no  no      no     no       ok   no  ok      no     ok
resources_story             no   no  no      no     no       ok   no  ok      no     ok
resources_waitingdocument   no   no  on      no     no       ok   no  ok      no     ok
forums_forum                ok   ok  ok      no     ok       ok   ok  ok      no     ok
forums_thread               ok   no  ok      no     ok       ok   no  ok      no     ok
forums_post                 ok   no  ok      no     ok       ok   no  ok      no     ok
moderation_decision         ok   no  ok      no     ok       ok   no  ok      no     ok
events_event                no   no  no      no     no       ok   ok  ok      ok     ok
"""
