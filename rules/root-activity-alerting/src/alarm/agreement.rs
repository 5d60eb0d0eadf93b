//! The model and its slow twin, on random alarms.

use super::model::{Written, judge};
use super::setting::{MissingData, ThresholdOperator, Watch};
use super::simulation::{Rank, works};
use super::statistic::Statistic;
use crate::link::Link;

struct Drawn {
    watch: Watch,
    written: Written,
}

fn draw(random: &mut fastrand::Rng) -> Drawn {
    fn one<T: Copy>(random: &mut fastrand::Rng, of: &[T]) -> T {
        of[random.usize(..of.len())]
    }
    let evaluation_periods = one(random, &[1, 1, 1, 2, 3, 4]);
    let statistic = match random.u8(..10) {
        0..=2 => Statistic::Sum,
        3 => Statistic::Average,
        4 => Statistic::Maximum,
        5 => Statistic::Minimum,
        6 => Statistic::SampleCount,
        _ => Statistic::Percentile(one(random, &[0.0, 10.0, 50.0, 80.0, 90.0, 99.9, 100.0])),
    };
    let values = [-2.0, -1.0, 0.0, 0.5, 1.0, 1.0, 1.0, 2.0, 10.0];
    let missing = [
        MissingData::Missing,
        MissingData::Ignore,
        MissingData::Breaching,
        MissingData::NotBreaching,
        MissingData::NotBreaching,
    ];
    let comparison = [
        ThresholdOperator::AtLeast,
        ThresholdOperator::AtLeast,
        ThresholdOperator::Above,
        ThresholdOperator::AtMost,
        ThresholdOperator::Below,
    ];
    Drawn {
        watch: Watch {
            statistic,
            period: one(random, &[10, 20, 30, 60, 60, 60, 120, 300]),
            evaluation_periods,
            datapoints: if random.bool() {
                1
            } else {
                random.u32(1..=evaluation_periods)
            },
            comparison: one(random, &comparison),
            threshold: one(random, &[-1.0, 0.0, 0.5, 1.0, 1.0, 1.5, 2.0, 5.0]),
            missing: one(random, &missing),
            ignores_few: random.u8(..8) == 0,
        },
        written: Written {
            value: one(random, &values),
            default_value: random
                .bool()
                .then(|| one(random, &[0.0, 0.0, 0.0, 1.0, -1.0, 0.3])),
        },
    }
}

#[test]
fn the_model_and_the_twin_agree() {
    const THREADS: u64 = 4;
    const ALARMS_OF_EACH: usize = 25_000;
    let seen = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|seed| scope.spawn(move || compare(seed, ALARMS_OF_EACH)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .fold([0; 3], |all, of_one| {
                std::array::from_fn(|kind| all[kind] + of_one[kind])
            })
    });
    println!("works, broken, unseen: {seen:?}");
    assert!(
        seen[0] > 10_000 && seen[1] > 10_000 && seen[2] > 20,
        "{seen:?}"
    );
}

/// How many of the random alarms work, are broken or can't be judged.
fn compare(seed: u64, alarms: usize) -> [usize; 3] {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut seen = [0; 3];
    for _ in 0..alarms {
        let Drawn { watch, written } = draw(&mut random);
        let nearest = works(&watch, written, Rank::Nearest);
        let twin = match watch.statistic {
            Statistic::Percentile(_) => [nearest, works(&watch, written, Rank::Between)],
            _ => [nearest; 2],
        };
        let model = judge(&watch, written);
        let (agree, kind) = match (&model, twin) {
            (Link::Works, twin) => (twin == [true, true], 0),
            (Link::Broken(_), twin) => (twin == [false, false], 1),
            (Link::Unseen(_), [one, other]) => (one != other, 2),
        };
        assert!(agree, "{watch:?} {written:?}: {model:?}, the twin {twin:?}");
        seen[kind] += 1;
    }
    seen
}
