package facecloud_test

import (
	"testing"

	"kaochang/internal/facecloud"
	"kaochang/internal/facecloudtest"
)

// FEATURES: B7

func TestTencent(t *testing.T) {
	facecloudtest.Run(t, facecloudtest.Tencent, func(a facecloud.Account) (facecloudtest.Comparer, error) { return facecloud.NewTencent(a), nil })
}

func TestAliyun(t *testing.T) {
	facecloudtest.Run(t, facecloudtest.Aliyun, func(a facecloud.Account) (facecloudtest.Comparer, error) { return facecloud.NewAliyun(a) })
}
