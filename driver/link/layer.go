// SPDX-License-Identifier: Apache-2.0

package link

import (
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// LinkType is that of recordings in pcapng: USER0, free for private use.
const LinkType layers.LinkType = 147

// LayerType is the gopacket layer type of records. Package layers decodes packets of link type USER0 with it.
var LayerType = gopacket.RegisterLayerType(2147, gopacket.LayerTypeMetadata{Name: "E2Train", Decoder: gopacket.DecodeFunc(decodeLayer)})

func init() {
	layers.LinkTypeMetadata[LinkType] = layers.EnumMetadata{DecodeWith: LayerType, Name: "E2Train"}
}

// Layer is a record as a layer of gopacket.
type Layer struct {
	layers.BaseLayer
	Stamp
	Body  Body
	Whole bool // the check sum is right
}

var (
	_ gopacket.DecodingLayer     = (*Layer)(nil)
	_ gopacket.SerializableLayer = (*Layer)(nil)
)

// LayerType implements gopacket.Layer.
func (l *Layer) LayerType() gopacket.LayerType { return LayerType }

// CanDecode implements gopacket.DecodingLayer.
func (l *Layer) CanDecode() gopacket.LayerClass { return LayerType }

// NextLayerType implements gopacket.DecodingLayer: a record is the last layer.
func (l *Layer) NextLayerType() gopacket.LayerType { return gopacket.LayerTypeZero }

// DecodeFromBytes implements gopacket.DecodingLayer. The layer keeps data. The error wraps ErrForeign, ErrVersion or ErrDamaged.
func (l *Layer) DecodeFromBytes(data []byte, _ gopacket.DecodeFeedback) (err error) {
	l.Contents = data
	l.Stamp, l.Body, l.Whole, err = decodeRecord(data)
	return err
}

// SerializeTo implements gopacket.SerializableLayer. The check sum is always computed.
func (l *Layer) SerializeTo(b gopacket.SerializeBuffer, _ gopacket.SerializeOptions) error {
	record := appendRecord(nil, l.Stamp, l.Body)
	room, err := b.PrependBytes(len(record))
	if err != nil {
		return err
	}
	copy(room, record)
	return nil
}

func decodeLayer(data []byte, p gopacket.PacketBuilder) error {
	l := &Layer{}
	if err := l.DecodeFromBytes(data, p); err != nil {
		return err
	}
	p.AddLayer(l)
	return nil
}
