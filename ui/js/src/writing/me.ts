// Who writes, as the others see them.

export interface Me {
  id: string;
  name: string;
  colour: number; // 0 to 9
}
