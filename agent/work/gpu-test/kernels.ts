/**
 * What the GPU is asked to compute, as PTX (its driver compiles it for the chip; ISA 6.0 and sm_60 are understood by every driver and chip since
 * 2017): `fill` makes a Hadamard matrix of a power of two, ±1 by the parity of `row & column`, and `multiply` multiplies it by itself. The
 * product is size × the unit matrix, exactly, in whichever order it is summed. Blocks of 16 × 16 threads, one element each.
 */
export const kernels = `
.version 6.0
.target sm_60
.address_size 64

.visible .entry fill(.param .u64 matrix, .param .u32 size)
.maxntid 16, 16, 1
{
	.reg .pred %odd;
	.reg .b32 %row, %col, %size, %at, %bits;
	.reg .b64 %to, %offset;
	.reg .f32 %value;

	ld.param.u64 %to, [matrix];
	ld.param.u32 %size, [size];
	mov.u32 %at, %ctaid.y;
	mov.u32 %row, %tid.y;
	mad.lo.u32 %row, %at, 16, %row;
	mov.u32 %at, %ctaid.x;
	mov.u32 %col, %tid.x;
	mad.lo.u32 %col, %at, 16, %col;
	and.b32 %bits, %row, %col;
	popc.b32 %bits, %bits;
	and.b32 %bits, %bits, 1;
	setp.ne.u32 %odd, %bits, 0;
	selp.f32 %value, 0fBF800000, 0f3F800000, %odd;
	mad.lo.u32 %at, %row, %size, %col;
	mul.wide.u32 %offset, %at, 4;
	cvta.to.global.u64 %to, %to;
	add.u64 %to, %to, %offset;
	st.global.f32 [%to], %value;
	ret;
}

.visible .entry multiply(.param .u64 matrix, .param .u64 product, .param .u32 size)
.maxntid 16, 16, 1
{
	.reg .pred %more;
	.reg .b32 %x, %y, %row, %col, %size, %block, %at, %k, %leftTo, %rightTo, %leftRow, %rightCol, %from;
	.reg .b64 %matrix, %product, %offset, %address;
	.reg .f32 %sum, %a, %b;
	.shared .align 4 .b8 left[1024];
	.shared .align 4 .b8 right[1024];

	ld.param.u64 %matrix, [matrix];
	ld.param.u64 %product, [product];
	ld.param.u32 %size, [size];
	cvta.to.global.u64 %matrix, %matrix;
	cvta.to.global.u64 %product, %product;
	mov.u32 %x, %tid.x;
	mov.u32 %y, %tid.y;
	mov.u32 %at, %ctaid.y;
	mad.lo.u32 %row, %at, 16, %y;
	mov.u32 %at, %ctaid.x;
	mad.lo.u32 %col, %at, 16, %x;
	// where this thread puts its element of a tile, and where its row and column of the tiles begin
	mov.u32 %from, left;
	shl.b32 %at, %y, 6;
	add.u32 %leftRow, %from, %at;
	shl.b32 %k, %x, 2;
	add.u32 %leftTo, %leftRow, %k;
	mov.u32 %from, right;
	add.u32 %rightCol, %from, %k;
	add.u32 %rightTo, %rightCol, %at;
	mov.f32 %sum, 0f00000000;
	mov.u32 %block, 0;
tile:
	mad.lo.u32 %at, %row, %size, %block;
	add.u32 %at, %at, %x;
	mul.wide.u32 %offset, %at, 4;
	add.u64 %address, %matrix, %offset;
	ld.global.f32 %a, [%address];
	st.shared.f32 [%leftTo], %a;
	add.u32 %at, %block, %y;
	mad.lo.u32 %at, %at, %size, %col;
	mul.wide.u32 %offset, %at, 4;
	add.u64 %address, %matrix, %offset;
	ld.global.f32 %b, [%address];
	st.shared.f32 [%rightTo], %b;
	bar.sync 0;
	mov.u32 %k, 0;
element:
	shl.b32 %at, %k, 2;
	add.u32 %at, %leftRow, %at;
	ld.shared.f32 %a, [%at];
	shl.b32 %at, %k, 6;
	add.u32 %at, %rightCol, %at;
	ld.shared.f32 %b, [%at];
	fma.rn.f32 %sum, %a, %b, %sum;
	add.u32 %k, %k, 1;
	setp.lt.u32 %more, %k, 16;
	@%more bra element;
	bar.sync 0;
	add.u32 %block, %block, 16;
	setp.lt.u32 %more, %block, %size;
	@%more bra tile;
	mad.lo.u32 %at, %row, %size, %col;
	mul.wide.u32 %offset, %at, 4;
	add.u64 %address, %product, %offset;
	st.global.f32 [%address], %sum;
	ret;
}
`
