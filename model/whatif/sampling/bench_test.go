package sampling

import (
	"context"
	"fmt"
	"math"
	"testing"
)

// 100,000 draws of 10 options and 5 inputs with a model that costs almost
// nothing: what the sampling itself takes.
func BenchmarkSimulate(b *testing.B) {
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			plan := stepsPlan(100_000, 1)
			plan.Workers = workers
			plan.Options = nil
			for o := range 10 {
				plan.Options = append(plan.Options, fmt.Sprint("option ", o))
			}
			b.ReportAllocs()
			for b.Loop() {
				_, err := Simulate(context.Background(), plan, func() Model {
					return func(in, costs [][]float64) error {
						for o := range costs {
							for i, x := range in[0] {
								costs[o][i] = float64(o) + x*in[1][i]
							}
						}
						return nil
					}
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "draws/s")
		})
	}
}

func BenchmarkSobolColumn(b *testing.B) {
	s := mustSobol(b, MaxDimensions, 1)
	col := make([]float64, BlockDraws)
	for b.Loop() {
		s.Column(7, 0, col)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/BlockDraws, "ns/coordinate")
}

func BenchmarkQuantile(b *testing.B) {
	for _, d := range []Distribution{must(Uniform(0, 1)), must(Triangular(0, 1, 3)), must(Normal(0, 1)), must(LogNormal(1, 1)),
		must(FromPercentiles(1, 2, 5)), must(must(Normal(1, 1)).Truncate(0, math.Inf(1)))} {
		b.Run(d.String(), func(b *testing.B) {
			for b.Loop() {
				d.Quantile(0.3)
			}
		})
	}
}
