//! Simulation against theory: means of every case that can be expressed, and hand-worked traces.
//!
//! Second moments, tails and narrower intervals are `cargo run --release --features validate --example validate`, which writes `docs/validation.md`.

mod cases;
mod clinics;
mod closed_forms;
mod gate;
mod judge;
mod networks;
mod oracle;
mod pilot;
mod queue;
mod rooms;
mod scenario;
mod servers;
mod table;
mod traces;
mod watch;

/// One test for each case, and a list of their names.
macro_rules! theory {
    ($($name:ident $id:literal)*) => {
        $(#[test]
        fn $name() {
            check($id);
        })*
        const TESTED: &[&str] = &[$($id),*];
    };
}

fn check(id: &str) {
    let (id, build) = cases::CASES.iter().find(|(known, _)| *known == id).expect("the case is listed");
    let outcomes = judge::judge(&build(id), false);
    assert!(!outcomes.is_empty());
    let failed: Vec<String> = outcomes
        .iter()
        .filter(|o| o.verdict != judge::Verdict::Agrees)
        .map(|o| {
            format!(
                "{}: {} +- {} after {} replications, theory {}: {}",
                o.name, o.mean, o.half_width, o.replications, o.expected, o.verdict
            )
        })
        .collect();
    assert!(failed.is_empty(), "{id}:\n{}", failed.join("\n"));
}

theory! {
    m_m_1_1 "pub-m-m-1-1"
    m_m_1_2 "pub-m-m-1-2"
    m_m_1_3 "pub-m-m-1-3"
    m_m_c_1 "pub-m-m-c-1"
    m_m_c_2 "pub-m-m-c-2"
    m_m_c_3 "pub-m-m-c-3"
    m_g_1_m_d_1_1 "pub-m-g-1-m-d-1-1"
    m_g_1_m_d_1_2 "pub-m-g-1-m-d-1-2"
    m_g_1_m_e_k_1_1 "pub-m-g-1-m-e-k-1-1"
    m_g_1_m_h2_1_1 "pub-m-g-1-m-h2-1-1"
    m_g_1_m_lognormal_1_1 "pub-m-g-1-m-lognormal-1-1"
    m_d_c_1 "pub-m-d-c-1"
    gi_m_1_d_m_1_1 "pub-gi-m-1-d-m-1-1"
    gi_m_1_e2_m_1_1 "pub-gi-m-1-e2-m-1-1"
    m_m_c_g_abandonment_erlang_a_1 "pub-m-m-c-g-abandonment-erlang-a-1"
    m_m_c_g_abandonment_erlang_a_2 "pub-m-m-c-g-abandonment-erlang-a-2"
    m_m_c_g_abandonment_erlang_a_3 "pub-m-m-c-g-abandonment-erlang-a-3"
    m_m_c_g_abandonment_1 "pub-m-m-c-g-abandonment-1"
    m_g_1_non_preemptive_static_priority_1 "pub-m-g-1-non-preemptive-static-priority-1"
    m_g_1_non_preemptive_static_priority_2 "pub-m-g-1-non-preemptive-static-priority-2"
    m_m_c_non_preemptive_static_priority_common_mu_1 "pub-m-m-c-non-preemptive-static-priority-common-mu-1"
    m_g_1_continuous_clinical_score_highest_first_1 "pub-m-g-1-continuous-clinical-score-highest-first-1"
    m_m_1_shortest_job_first_non_preemptive_known_du_1 "pub-m-m-1-shortest-job-first-non-preemptive-known-du-1"
    m_g_1_accumulating_priority_apq_delay_dependent_1 "pub-m-g-1-accumulating-priority-apq-delay-dependent-1"
    m_g_1_accumulating_priority_apq_delay_dependent_2 "pub-m-g-1-accumulating-priority-apq-delay-dependent-2"
    m_g_1_accumulating_priority_apq_delay_dependent_3 "pub-m-g-1-accumulating-priority-apq-delay-dependent-3"
    m_g_1_accumulating_priority_apq_delay_dependent_4 "pub-m-g-1-accumulating-priority-apq-delay-dependent-4"
    m_g_1_accumulating_priority_apq_delay_dependent_5 "pub-m-g-1-accumulating-priority-apq-delay-dependent-5"
    m_m_c_accumulating_priority_common_mu_1 "pub-m-m-c-accumulating-priority-common-mu-1"
    m_g_1_bernoulli_feedback_immediate_rebooking_to_1 "pub-m-g-1-bernoulli-feedback-immediate-rebooking-to--1"
    m_g_1_bernoulli_feedback_immediate_rebooking_to_2 "pub-m-g-1-bernoulli-feedback-immediate-rebooking-to--2"
    slotted_weekly_clinic_bulk_service_1 "pub-slotted-weekly-clinic-bulk-service-1"
    slotted_weekly_clinic_bulk_service_2 "pub-slotted-weekly-clinic-bulk-service-2"
    slotted_weekly_clinic_bulk_service_dna_rebooked_1 "pub-slotted-weekly-clinic-bulk-service-dna-rebooked-1"
    slotted_weekly_clinic_bulk_service_cancelled_cli_1 "pub-slotted-weekly-clinic-bulk-service-cancelled-cli-1"
    slotted_weekly_clinic_bulk_service_3 "pub-slotted-weekly-clinic-bulk-service-3"
    slotted_clinic_two_groups_static_priority_group_1 "pub-slotted-clinic-two-groups-static-priority-group--1"
    slotted_clinic_reserved_quota_with_sharing_of_un_1 "pub-slotted-clinic-reserved-quota-with-sharing-of-un-1"
    slotted_clinic_hard_quota_no_sharing_not_work_co_1 "pub-slotted-clinic-hard-quota-no-sharing-not-work-co-1"
    slotted_clinic_transient_from_backlog_policy_fre_1 "pub-slotted-clinic-transient-from-backlog-policy-fre-1"
    slotted_clinic_transient_from_backlog_policy_fre_2 "pub-slotted-clinic-transient-from-backlog-policy-fre-2"
    transient_m_m_c_from_given_backlog_1 "pub-transient-m-m-c-from-given-backlog-1"
    transient_m_m_c_from_given_backlog_2 "pub-transient-m-m-c-from-given-backlog-2"
    transient_m_m_c_from_given_backlog_3 "pub-transient-m-m-c-from-given-backlog-3"
    fluid_limit_overloaded_m_m_c_m_1 "pub-fluid-limit-overloaded-m-m-c-m-1"
    m_m_c_k_1 "pub-m-m-c-k-1"
    m_m_c_k_2 "pub-m-m-c-k-2"
    m_g_c_c_erlang_loss_1 "pub-m-g-c-c-erlang-loss-1"
    m_m_1_retrial_linear_1 "pub-m-m-1-retrial-linear-1"
    m_t_g_inf_nhpp_sinusoidal_arrivals_empty_at_0_1 "pub-m-t-g-inf-nhpp-sinusoidal-arrivals-empty-at-0-1"
    m_t_g_inf_nhpp_sinusoidal_arrivals_empty_at_0_2 "pub-m-t-g-inf-nhpp-sinusoidal-arrivals-empty-at-0-2"
    tandem_m_m_1_m_m_3_referral_triage_clinic_1 "pub-tandem-m-m-1-m-m-3-referral-triage-clinic-1"
    tandem_m_m_1_m_m_1_total_sojourn_distribution_fi_1 "pub-tandem-m-m-1-m-m-1-total-sojourn-distribution-fi-1"
    open_jackson_network_3_nodes_1 "pub-open-jackson-network-3-nodes-1"
    dna_rebooking_with_exponential_delay_jackson_m_m_1 "pub-dna-rebooking-with-exponential-delay-jackson-m-m-1"
    two_group_longest_list_first_ties_group_1_1 "pub-two-group-longest-list-first-ties-group-1-1"
    two_group_static_priority_with_removals_deaths_w_1 "pub-two-group-static-priority-with-removals-deaths-w-1"
    two_group_random_order_with_equal_removal_rates_1 "pub-two-group-random-order-with-equal-removal-rates--1"
    two_group_lottery_when_both_wait_1 "pub-two-group-lottery-when-both-wait-group-1-next-wi-1"
    two_group_weighted_random_order_1 "pub-two-group-weighted-random-order-points-lottery-w-1"
}
